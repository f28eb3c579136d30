package io.conteur.events.story;

import io.conteur.events.EventChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token of a story.
 *
 * @param piece of the tokenizer
 * @param logProbability in nats, by the model alone, before any sampling parameter applies
 * @param likeliest tokens at this position, by falling probability
 */
public record WrittenToken(
        int token, String piece, double logProbability, @Nullable List<LikelyToken> likeliest) {
    public WrittenToken {
        EventChecks.between(token, 0, Integer.MAX_VALUE, "/token");
        EventChecks.between(logProbability, -Double.MAX_VALUE, 0, "/logProbability");
        likeliest = EventChecks.list(likeliest, Integer.MAX_VALUE, "/likeliest");
    }
}
