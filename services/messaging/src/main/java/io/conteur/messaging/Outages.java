package io.conteur.messaging;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** Tells what a broker or a disk did not allow from what would fail again in the same way. */
public final class Outages {
    private static final int MAX_TEXT = 500;

    private Outages() {}

    /**
     * Whether a failure passes by itself, or when an operator mends the broker or the disk. What is
     * wrong with bytes that were read or with an event that is sent does not.
     */
    public static boolean caused(Throwable failure) {
        return any(failure, Outages::ofTheWorld) && !any(failure, Outages::ofContent);
    }

    /** A failure in a line: what the broker or the disk said, where that is the cause. */
    public static String describe(Throwable failure) {
        Throwable told = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (ofTheWorld(cause)) {
                told = cause;
                break;
            }
        }
        String kind = told.getClass().getSimpleName();
        String text = told.getMessage() == null ? kind : kind + ": " + told.getMessage();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private static boolean any(Throwable failure, Predicate<Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.test(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean ofTheWorld(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof KafkaException
                || cause instanceof TimeoutException;
    }

    private static boolean ofContent(Throwable cause) {
        return cause instanceof JacksonException
                || cause instanceof CharacterCodingException
                || cause instanceof RecordTooLargeException
                || cause instanceof SerializationException
                || cause instanceof ConfigException;
    }
}
