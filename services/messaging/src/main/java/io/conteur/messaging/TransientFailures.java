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

/**
 * Tells transient failures, of a broker or a disk, from permanent ones, which every retry would
 * meet again. Callers retry the former without limit.
 */
public final class TransientFailures {
    private static final int MAX_DESCRIPTION_LENGTH = 500;

    private TransientFailures() {}

    /**
     * Whether a failure passes by itself or when an operator repairs the broker or the disk.
     * Invalid content and an event that is too large do not pass.
     */
    public static boolean isTransient(Throwable failure) {
        return anyCause(failure, TransientFailures::isEnvironment)
                && !anyCause(failure, TransientFailures::isContent);
    }

    /** A failure in one line: what the broker or the disk reported, if that is among its causes. */
    public static String describe(Throwable failure) {
        Throwable described = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isEnvironment(cause)) {
                described = cause;
                break;
            }
        }
        String kind = described.getClass().getSimpleName();
        String text = described.getMessage() == null ? kind : kind + ": " + described.getMessage();
        return text.length() <= MAX_DESCRIPTION_LENGTH
                ? text
                : text.substring(0, MAX_DESCRIPTION_LENGTH) + "…";
    }

    private static boolean anyCause(Throwable failure, Predicate<Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.test(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEnvironment(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof KafkaException
                || cause instanceof TimeoutException;
    }

    private static boolean isContent(Throwable cause) {
        return cause instanceof JacksonException
                || cause instanceof CharacterCodingException
                || cause instanceof RecordTooLargeException
                || cause instanceof SerializationException
                || cause instanceof ConfigException;
    }
}
