package io.conteur.events.story;

import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import io.conteur.events.story.StoryWritten.Finish;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A further story for the same prompt.
 *
 * @param index 1, 2, …, as in its parts
 * @param seed that reproduces this story alone
 * @param finish absent when the story is incomplete
 */
@WithBuilder
public record StoryAlternative(
        int index,
        long seed,
        String story,
        @Nullable Finish finish,
        int storyTokens,
        @Nullable List<WrittenToken> logProbabilities) {
    public StoryAlternative {
        EventChecks.between(index, 1, 15, "/alternatives/index");
        EventChecks.between(storyTokens, 0, Integer.MAX_VALUE, "/alternatives/storyTokens");
        logProbabilities =
                EventChecks.list(logProbabilities, Integer.MAX_VALUE, "/logProbabilities");
    }
}
