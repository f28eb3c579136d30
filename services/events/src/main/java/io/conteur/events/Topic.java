package io.conteur.events;

import java.util.List;

/**
 * One of the system's topics: what its values are and how it is created.
 *
 * @param name the whole name, prefix included
 * @param type the event its values are
 * @param partitions as many workers can share it
 * @param compacted Kafka keeps the newest event under each key for good
 */
public record Topic<E>(String name, Class<E> type, int partitions, boolean compacted) {
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
