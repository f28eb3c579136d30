package io.conteur.cli.remote;

import io.conteur.events.wire.Topic;
import java.util.List;
import java.util.Locale;

/** What can be followed, by the names that users type. */
enum FollowedTopic {
    STORIES(Topic.STORIES.name()),
    STORY_PARTS(Topic.STORY_PARTS.name()),
    PROMPTS(Topic.PROMPTS.name()),
    PROGRESS(Topic.PROGRESS.name()),
    CHECKPOINTS(Topic.CHECKPOINTS.name()),
    TOKENIZERS(Topic.TOKENIZERS.name()),
    /** The requests of trainings. */
    REQUESTS(Topic.TRAINING_REQUESTS.name(), Topic.TOKENIZER_REQUESTS.name()),
    /** Records that are no valid requests. */
    DEAD_LETTERS(Topic.INPUTS.stream().map(Topic::deadLetterName).toArray(String[]::new));

    @SuppressWarnings("ImmutableEnumChecker")
    final List<String> topics;

    FollowedTopic(String... topics) {
        this.topics = List.of(topics);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
