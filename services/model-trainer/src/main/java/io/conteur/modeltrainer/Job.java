package io.conteur.modeltrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.consumer.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A model somebody wants trained.
 *
 * @param id names everything the job puts out, so that a repeat puts out the same
 * @param digest SHA-256 of the request, which tells a repeat from another request under the same id
 * @param trace what everything the job puts out belongs to
 */
record Job(String id, String digest, TrainingRequested request, TraceContext trace) {
    /** Leaves room for what is appended to name samples and the tokenizer's job. */
    static final int MAX_ID_LENGTH = 64;

    /**
     * Reads a record's value.
     *
     * @throws InvalidEventException when it is no training request
     */
    static Job of(Request record) {
        TrainingRequested request = EventCodec.decode(Topic.TRAINING_REQUESTS, record.value());
        String id = request.id() == null ? record.defaultId() : request.id();
        TrainingRequested named = request.withId(id);
        String digest = HexFormat.of().formatHex(sha256(EventCodec.encode(named)));
        return new Job(id, digest, named, record.trace());
    }

    String model() {
        return request.model();
    }

    String tokenizerName() {
        return request.tokenizer() == null ? request.model() : request.tokenizer();
    }

    /** The job under which a missing tokenizer is asked for. */
    String tokenizerJob() {
        return id + "-tokenizer";
    }

    TrainingSettings settings() {
        return request.settings() == null ? TrainingSettings.DEFAULTS : request.settings();
    }

    /** Decides everything random; derived from the id when the request names none. */
    long seed() {
        Long seed = settings().seed();
        return seed == null
                ? ByteBuffer.wrap(sha256(id.getBytes(StandardCharsets.UTF_8))).getLong()
                : seed;
    }

    void requireShortId() {
        if (id.length() > MAX_ID_LENGTH) {
            throw JobEndedException.rejected(
                    "the id has %d characters; a training job's id can have at most %d"
                            .formatted(id.length(), MAX_ID_LENGTH));
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
