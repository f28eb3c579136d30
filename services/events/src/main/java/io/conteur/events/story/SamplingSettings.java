package io.conteur.events.story;

import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sampling parameters of a story, as used; absent ones had no effect.
 *
 * @param seed of the first story; each alternative has its own
 * @param n number of stories
 */
@WithBuilder
public record SamplingSettings(
        double temperature,
        int topK,
        double topP,
        long seed,
        int maxTokens,
        @Nullable Double minP,
        @Nullable Double repetitionPenalty,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable List<String> stop,
        @Nullable Integer minTokens,
        @Nullable Integer n,
        @Nullable List<LogitBias> logitBias,
        @Nullable Integer logProbabilities,
        @Nullable Boolean ignoreEnd) {
    public SamplingSettings {
        EventChecks.between(temperature, 0, 100, "/temperature");
        EventChecks.between(topK, 0, 1_000_000, "/topK");
        EventChecks.between(topP, 0, 1, "/topP");
        EventChecks.between(maxTokens, 1, 1_000_000, "/maxTokens");
        EventChecks.between(minP, 0, 1, "/minP");
        EventChecks.between(repetitionPenalty, 0.01, 10, "/repetitionPenalty");
        EventChecks.between(presencePenalty, -2, 2, "/presencePenalty");
        EventChecks.between(frequencyPenalty, -2, 2, "/frequencyPenalty");
        stop = EventChecks.stop(stop);
        EventChecks.between(minTokens, 0, 1_000_000, "/minTokens");
        EventChecks.between(n, 1, 16, "/n");
        logitBias = EventChecks.list(logitBias, 300, "/logitBias");
        EventChecks.between(logProbabilities, 0, 20, "/logProbabilities");
    }
}
