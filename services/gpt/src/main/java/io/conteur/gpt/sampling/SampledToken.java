package io.conteur.gpt.sampling;

import io.conteur.gpt.Generation.Finish;
import io.conteur.gpt.StoryEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The next token of a story.
 *
 * @param row of the engine, as {@link StoryEngine#add} named it
 * @param finish why the story ends with this token; absent while it goes on
 * @param probabilities of the token itself, then of the likeliest; nothing unless asked for
 */
public record SampledToken(
        int row, int id, @Nullable Finish finish, List<TokenProbability> probabilities) {
    public SampledToken {
        probabilities = List.copyOf(probabilities);
    }
}
