package io.conteur.events;

import io.conteur.events.StoryWritten.Finish;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A further story to the same prompt.
 *
 * @param index 1, 2, …; its parts bear it
 * @param seed with it, this story alone can be written again
 * @param finish absent when the story was cut short
 */
@Built
public record StoryAlternative(
        int index,
        long seed,
        String story,
        @Nullable Finish finish,
        int storyTokens,
        @Nullable List<WrittenToken> logProbabilities) {
    public StoryAlternative {
        Check.between(index, 1, 15, "/alternatives/index");
        Check.between(storyTokens, 0, Integer.MAX_VALUE, "/alternatives/storyTokens");
        logProbabilities = Check.list(logProbabilities, Integer.MAX_VALUE, "/logProbabilities");
    }
}
