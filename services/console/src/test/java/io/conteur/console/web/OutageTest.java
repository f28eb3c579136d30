package io.conteur.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While no broker is there, a page is answered all the same. */
@QuarkusTest
@TestProfile(OutageTest.NoBroker.class)
class OutageTest {
    @TestHTTPResource("/")
    URI root;

    /** Of an address where nobody listens. */
    public static final class NoBroker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kafka.bootstrap.servers", "localhost:1");
        }
    }

    @Test
    void aRequestIsAnsweredThatItMayStillBeSent() throws Exception {
        HttpCalls.Answer answer = new HttpCalls(root).post("/api/prompts", "{'prompt':'A dog'}");

        assertEquals(503, answer.status(), answer.text());
        assertTrue(answer.json().path("error").asText().contains("may still be sent"));
    }
}
