package io.conteur.modeltrainer.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.consumer.Request;
import io.conteur.workersupport.JobEndedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JobSpecTest {
    private static final String CORPUS =
            "\"corpus\":{\"key\":\"corpora/x\",\"sha256\":\"" + "a".repeat(64) + "\"}";

    @Test
    void theSeedComesFromTheIdWhenTheRequestNamesNone() {
        assertEquals(TestRequests.job("").seed(), TestRequests.job("\"steps\":9").seed());
        assertEquals(7, TestRequests.job("\"settings\":{\"seed\":7}").seed());
    }

    @Test
    void theRecordNamesAJobThatNamesItselfNot() {
        assertEquals("topic-0-0", job("{\"model\":\"m\"," + CORPUS + "}").id());
    }

    @Test
    void theTokenizerBearsTheModelsNameUnlessNamed() {
        assertEquals("tales", TestRequests.job("").tokenizerName());
        assertEquals("other", TestRequests.job("\"tokenizer\":\"other\"").tokenizerName());
    }

    @Test
    void theDigestTellsRequestsApartAndRepeatsNot() {
        assertEquals(
                TestRequests.job("\"steps\":1").digest(), TestRequests.job("\"steps\":1").digest());
        assertNotEquals(
                TestRequests.job("\"steps\":1").digest(), TestRequests.job("\"steps\":2").digest());
    }

    @Test
    void anIdMustLeaveRoomForWhatIsNamedAfterIt() {
        JobSpec job = job("{\"id\":\"" + "x".repeat(65) + "\",\"model\":\"m\"," + CORPUS + "}");

        JobEndedException end = assertThrows(JobEndedException.class, job::requireShortId);

        assertTrue(end.reason().contains("65 characters"), end.reason());
    }

    @Test
    void refusesWhatIsNoRequest() {
        assertThrows(InvalidEventException.class, () -> job("{\"model\":\"m\"}"));
    }

    private static JobSpec job(String json) {
        return JobSpec.of(new Request(null, json.getBytes(StandardCharsets.UTF_8), "topic-0-0"));
    }
}
