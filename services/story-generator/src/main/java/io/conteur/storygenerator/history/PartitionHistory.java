package io.conteur.storygenerator.history;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.EventFields;
import io.conteur.events.wire.RecordKey;
import io.conteur.storygenerator.history.UnfinishedAttempts.Attempt;
import io.conteur.storygenerator.request.PromptIdentity;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answered prompts of one partition, and its unfinished attempts. Threads may share it.
 *
 * <p>Of each record only the fields that identify its prompt are read: at a start there may be ten
 * thousand in each partition.
 */
public final class PartitionHistory {
    private static final Set<String> OF_OUTCOMES = Set.of("/id", "/origin", "/prompt");
    private static final Set<String> OF_PARTS =
            Set.of("/id", "/last", "/attempt", "/checkpoint/key", "/checkpoint/sha256");

    /** Below the highest number of an event, so that there is always a next attempt. */
    private static final int MAX_ATTEMPT = 1_000_000;

    private final AnsweredPrompts answered;
    private final UnfinishedAttempts attempts;

    /**
     * @param capacity prompts remembered
     */
    PartitionHistory(int capacity) {
        answered = new AnsweredPrompts(capacity);
        attempts = new UnfinishedAttempts(capacity);
    }

    /** The prompts that have an outcome. */
    public AnsweredPrompts answered() {
        return answered;
    }

    /** The attempts whose last part or outcome is missing. */
    public UnfinishedAttempts attempts() {
        return attempts;
    }

    /** Adds an outcome that was read back. */
    void readOutcome(RecordKey key, byte[] value) {
        Map<String, String> fields = EventFields.read(value, OF_OUTCOMES);
        if ("prompt".equals(fields.get("/origin"))) {
            String id = required(fields, "/id");
            answered.add(PromptIdentity.of(key, id, required(fields, "/prompt")));
            attempts.end(PromptIdentity.of(key, id));
        }
    }

    /** Adds a part that was read back. */
    void readPart(RecordKey key, byte[] value) {
        Map<String, String> fields = EventFields.read(value, OF_PARTS);
        attempts.add(
                PromptIdentity.of(key, required(fields, "/id")),
                new Attempt(
                        attempt(fields.getOrDefault("/attempt", "1")),
                        checkpoint(fields),
                        Boolean.parseBoolean(fields.get("/last"))));
    }

    private static int attempt(String text) {
        try {
            int number = Integer.parseInt(text);
            EventChecks.between(number, 1, MAX_ATTEMPT, "/attempt");
            return number;
        } catch (NumberFormatException e) {
            throw new InvalidEventException("/attempt", "must be a whole number");
        }
    }

    private static @Nullable ArtifactReference checkpoint(Map<String, String> fields) {
        return fields.containsKey("/checkpoint/key")
                ? new ArtifactReference(
                        required(fields, "/checkpoint/key"), required(fields, "/checkpoint/sha256"))
                : null;
    }

    private static String required(Map<String, String> fields, String pointer) {
        String value = fields.get(pointer);
        if (value == null) {
            throw new InvalidEventException(pointer, "is missing");
        }
        return value;
    }
}
