package io.conteur.modeltrainer.job;

import io.conteur.events.InvalidEventException;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.consumer.Request;
import io.conteur.workersupport.JobEndedException;
import io.conteur.workersupport.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A training request, under the id that it has or gets from its record.
 *
 * @param id begins the id of every event that the job publishes, so that a repeated job publishes
 *     the same ids
 * @param digest SHA-256 of the request, which tells a repeat from another request of the same id
 * @param trace of the request and of all events of the job
 */
public record JobSpec(String id, String digest, TrainingRequested request, TraceContext trace) {
    /** Leaves room for the suffixes of sample stories and of the tokenizer's job. */
    static final int MAX_ID_LENGTH = 64;

    /**
     * Decodes a record's value.
     *
     * @throws InvalidEventException when it is no training request
     */
    public static JobSpec of(Request record) {
        TrainingRequested request = EventCodec.decode(Topic.TRAINING_REQUESTS, record.value());
        String id = request.id() == null ? record.defaultId() : request.id();
        TrainingRequested named = request.withId(id);
        return new JobSpec(id, Sha256.hex(EventCodec.encode(named)), named, record.trace());
    }

    public String model() {
        return request.model();
    }

    public String tokenizerName() {
        return request.tokenizer() == null ? request.model() : request.tokenizer();
    }

    /** Id of the job that trains a missing tokenizer. */
    public String tokenizerJob() {
        return id + "-tokenizer";
    }

    public TrainingSettings settings() {
        return request.settings() == null ? TrainingSettings.DEFAULTS : request.settings();
    }

    /** Seed of everything random; derived from the id when the request has none. */
    public long seed() {
        Long seed = settings().seed();
        return seed == null
                ? ByteBuffer.wrap(Sha256.of(id.getBytes(StandardCharsets.UTF_8))).getLong()
                : seed;
    }

    /**
     * Checks the id.
     *
     * @throws JobEndedException when it is too long
     */
    public void requireShortId() {
        if (id.length() > MAX_ID_LENGTH) {
            throw JobEndedException.rejected(
                    "the id has %d characters; a training job's id can have at most %d"
                            .formatted(id.length(), MAX_ID_LENGTH));
        }
    }
}
