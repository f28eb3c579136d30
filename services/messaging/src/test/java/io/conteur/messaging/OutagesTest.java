package io.conteur.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class OutagesTest {
    @Test
    void whatABrokerOrADiskDoesNotAllowIsOne() {
        assertTrue(Outages.caused(new AccessDeniedException("artifacts")));
        assertTrue(Outages.caused(new UncheckedIOException(new IOException("No space left"))));
        assertTrue(Outages.caused(new TimeoutException("two minutes")));
        assertTrue(
                Outages.caused(
                        new IllegalStateException(
                                new ExecutionException(new KafkaException("fenced")))));
    }

    @Test
    void isDescribedByWhatTheBrokerOrTheDiskSaid() {
        assertEquals(
                "AccessDeniedException: artifacts",
                Outages.describe(new UncheckedIOException(new AccessDeniedException("artifacts"))));
        assertEquals(
                "TimeoutException: two minutes",
                Outages.describe(
                        new IllegalStateException(
                                "not taken", new TimeoutException("two minutes"))));
        assertEquals("OutOfMemoryError", Outages.describe(new OutOfMemoryError()));
    }

    @Test
    void whatWouldFailAgainInTheSameWayIsNone() {
        assertFalse(Outages.caused(new IllegalStateException("trained without <sep>")));
        assertFalse(Outages.caused(new JsonParseException(null, "job.json")));
        assertFalse(
                Outages.caused(
                        new KafkaException("aborted", new RecordTooLargeException("2 MiB"))));
    }
}
