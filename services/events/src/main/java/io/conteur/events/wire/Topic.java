package io.conteur.events.wire;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TrainingRequested;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the system's topics: what its values are and how it is created.
 *
 * @param name the whole name, prefix included
 * @param type the event its values are
 * @param partitions as many workers can share it
 * @param compacted Kafka keeps the newest event under each key for good
 */
public record Topic<E>(String name, Class<E> type, int partitions, boolean compacted) {
    /** Bytes of a batch of records that an input topic takes: Kafka's usual limit. */
    public static final int MAX_REQUEST_BYTES = 1_048_588;

    /** Bytes of a batch of records that every other topic takes, and of a producer's request. */
    public static final int MAX_RECORD_BYTES = 1 << 21;

    private static final String PREFIX = "conteur.";

    public static final Topic<TokenizerRequested> TOKENIZER_REQUESTS =
            of("tokenizer-requests", TokenizerRequested.class, 4);
    public static final Topic<TokenizerTrained> TOKENIZERS =
            compacted("tokenizers", TokenizerTrained.class);
    public static final Topic<TrainingRequested> TRAINING_REQUESTS =
            of("training-requests", TrainingRequested.class, 4);
    public static final Topic<Progressed> PROGRESS = of("progress", Progressed.class, 4);
    public static final Topic<CheckpointPublished> CHECKPOINTS =
            compacted("checkpoints", CheckpointPublished.class);
    public static final Topic<PromptSubmitted> PROMPTS = of("prompts", PromptSubmitted.class, 8);
    public static final Topic<StoryPartWritten> STORY_PARTS =
            of("story-parts", StoryPartWritten.class, 8);
    public static final Topic<StoryWritten> STORIES = of("stories", StoryWritten.class, 8);

    /** Every topic, in the order in which data flows. */
    public static final List<Topic<?>> ALL =
            List.of(
                    TOKENIZER_REQUESTS,
                    TOKENIZERS,
                    TRAINING_REQUESTS,
                    PROGRESS,
                    CHECKPOINTS,
                    PROMPTS,
                    STORY_PARTS,
                    STORIES);

    /** The topics that workers take requests from; each has a dead-letter topic. */
    public static final List<Topic<?>> INPUTS =
            List.of(TOKENIZER_REQUESTS, TRAINING_REQUESTS, PROMPTS);

    /**
     * How the topic is created. A record of an input topic is smaller than one of any other, so
     * that its dead letter, which has further headers, and an outcome that repeats its text have
     * room. An input topic takes what it keeps uncompressed: a record that was compressed counts by
     * its real size, so that nobody can send a gigabyte in a kilobyte.
     */
    public Map<String, String> configuration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("cleanup.policy", compacted ? "compact" : "delete");
        if (INPUTS.contains(this)) {
            configuration.put("max.message.bytes", Integer.toString(MAX_REQUEST_BYTES));
            configuration.put("compression.type", "uncompressed");
        } else {
            configuration.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        }
        return configuration;
    }

    /** How the topic for dead letters is created. */
    public Map<String, String> deadLetterConfiguration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("cleanup.policy", "delete");
        configuration.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        return configuration;
    }

    /** The topic for records of this one that no worker can take, as they were received. */
    public String deadLetterName() {
        return name + ".dead-letter";
    }

    private static <E> Topic<E> of(String name, Class<E> type, int partitions) {
        return new Topic<>(PREFIX + name, type, partitions, false);
    }

    private static <E> Topic<E> compacted(String name, Class<E> type) {
        return new Topic<>(PREFIX + name, type, 1, true);
    }
}
