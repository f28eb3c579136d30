package io.conteur.gpt.sampling;

import io.conteur.gpt.sampling.Generation.Finish;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The next token of a story.
 *
 * @param handle the story's handle, which {@code StoryEngine.add} returned
 * @param finish why the story ends with this token; null while it goes on
 * @param probabilities of the token itself, then of the likeliest; empty unless asked for
 */
public record SampledToken(
        int handle, int id, @Nullable Finish finish, List<TokenProbability> probabilities) {
    public SampledToken {
        probabilities = List.copyOf(probabilities);
    }
}
