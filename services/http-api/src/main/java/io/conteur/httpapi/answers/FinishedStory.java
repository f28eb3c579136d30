package io.conteur.httpapi.answers;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Finish;
import io.conteur.events.story.WrittenToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the stories of an outcome.
 *
 * @param tokens of the story
 * @param logProbabilities of its tokens, when asked for
 */
public record FinishedStory(
        String text,
        @Nullable Finish finish,
        int tokens,
        @Nullable List<WrittenToken> logProbabilities) {
    public FinishedStory {
        // The token that ends a story has a probability, but no text.
        logProbabilities =
                logProbabilities == null ? null : logProbabilities.stream().limit(tokens).toList();
    }

    /** The stories of an outcome, by their index. */
    public static List<FinishedStory> of(StoryWritten outcome) {
        List<FinishedStory> stories = new ArrayList<>();
        stories.add(
                new FinishedStory(
                        Objects.requireNonNullElse(outcome.story(), ""),
                        outcome.finish(),
                        Objects.requireNonNullElse(outcome.storyTokens(), 0),
                        outcome.logProbabilities()));
        if (outcome.alternatives() != null) {
            outcome.alternatives()
                    .forEach(
                            other ->
                                    stories.add(
                                            new FinishedStory(
                                                    other.story(),
                                                    other.finish(),
                                                    other.storyTokens(),
                                                    other.logProbabilities())));
        }
        return stories;
    }
}
