package io.conteur.events.wire;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.WorkerReported;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A topic: the events in it and how it is created.
 *
 * @param name with the prefix
 * @param type of its events
 * @param partitions by default; the most consumers that can share it
 * @param compacted whether Kafka keeps the newest event of each key forever
 */
public record Topic<E>(String name, Class<E> type, int partitions, boolean compacted) {
    /** {@code max.message.bytes} of an input topic: Kafka's default. */
    public static final int MAX_REQUEST_BYTES = 1_048_588;

    /** {@code max.message.bytes} of every other topic, and the largest request of a producer. */
    public static final int MAX_RECORD_BYTES = 1 << 21;

    private static final String PREFIX = "conteur.";

    public static final Topic<TokenizerRequested> TOKENIZER_REQUESTS =
            of("tokenizer-requests", TokenizerRequested.class, 4);
    public static final Topic<TokenizerTrained> TOKENIZERS =
            compacted("tokenizers", TokenizerTrained.class);
    public static final Topic<TrainingRequested> TRAINING_REQUESTS =
            of("training-requests", TrainingRequested.class, 4);
    public static final Topic<ShardClaimed> SHARD_CLAIMS =
            of("shard-claims", ShardClaimed.class, 4);
    public static final Topic<RoundClosed> TRAINING_ROUNDS =
            of("training-rounds", RoundClosed.class, 4);
    public static final Topic<WorkerReported> WORKER_REPORTS =
            of("worker-reports", WorkerReported.class, 4);
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
                    SHARD_CLAIMS,
                    TRAINING_ROUNDS,
                    WORKER_REPORTS,
                    PROGRESS,
                    CHECKPOINTS,
                    PROMPTS,
                    STORY_PARTS,
                    STORIES);

    /**
     * The topics that must have the same number of partitions: a prompt is answered in the
     * partitions with the number of its own. In the order in which to add partitions, so that no
     * prompt has a partition that its answer lacks.
     */
    public static final List<Topic<?>> CO_PARTITIONED = List.of(STORY_PARTS, STORIES, PROMPTS);

    /** The topics of requests; each has a dead-letter topic. */
    public static final List<Topic<?>> INPUTS =
            List.of(TOKENIZER_REQUESTS, TRAINING_REQUESTS, PROMPTS);

    /**
     * The configuration of the topic. Input topics have a smaller limit than the others, so that a
     * dead letter, which has more headers, and an outcome that repeats the prompt fit. The broker
     * stores input topics uncompressed and so applies their limit to the uncompressed size: else a
     * gigabyte could be sent in a kilobyte.
     */
    public Map<String, String> configuration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("cleanup.policy", compacted ? "compact" : "delete");
        if (INPUTS.stream().anyMatch(input -> input.type.equals(type))) {
            configuration.put("max.message.bytes", Integer.toString(MAX_REQUEST_BYTES));
            configuration.put("compression.type", "uncompressed");
        } else {
            configuration.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        }
        return configuration;
    }

    /** The configuration of the dead-letter topic. */
    public Map<String, String> deadLetterConfiguration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("cleanup.policy", "delete");
        configuration.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        return configuration;
    }

    /** The dead-letter topic: invalid records of this topic, as received. */
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
