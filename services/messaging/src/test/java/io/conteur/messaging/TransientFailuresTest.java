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

class TransientFailuresTest {
    @Test
    void whatABrokerOrADiskDoesNotAllowIsOne() {
        assertTrue(TransientFailures.isTransient(new AccessDeniedException("artifacts")));
        assertTrue(
                TransientFailures.isTransient(
                        new UncheckedIOException(new IOException("No space left"))));
        assertTrue(TransientFailures.isTransient(new TimeoutException("two minutes")));
        assertTrue(
                TransientFailures.isTransient(
                        new IllegalStateException(
                                new ExecutionException(new KafkaException("fenced")))));
    }

    @Test
    void isDescribedByWhatTheBrokerOrTheDiskSaid() {
        assertEquals(
                "AccessDeniedException: artifacts",
                TransientFailures.describe(
                        new UncheckedIOException(new AccessDeniedException("artifacts"))));
        assertEquals(
                "TimeoutException: two minutes",
                TransientFailures.describe(
                        new IllegalStateException(
                                "not taken", new TimeoutException("two minutes"))));
        assertEquals("OutOfMemoryError", TransientFailures.describe(new OutOfMemoryError()));
    }

    @Test
    void whatWouldFailAgainInTheSameWayIsNone() {
        assertFalse(
                TransientFailures.isTransient(new IllegalStateException("trained without <sep>")));
        assertFalse(TransientFailures.isTransient(new JsonParseException(null, "job.json")));
        assertFalse(
                TransientFailures.isTransient(
                        new KafkaException("aborted", new RecordTooLargeException("2 MiB"))));
    }
}
