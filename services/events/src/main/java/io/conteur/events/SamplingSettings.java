package io.conteur.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every parameter that decides a story, as it was used; what is absent changed nothing.
 *
 * @param seed of the first story; each alternative names its own
 * @param n stories to the prompt
 */
@Built
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
        Check.between(temperature, 0, 100, "/temperature");
        Check.between(topK, 0, 1_000_000, "/topK");
        Check.between(topP, 0, 1, "/topP");
        Check.between(maxTokens, 1, 1_000_000, "/maxTokens");
        Check.between(minP, 0, 1, "/minP");
        Check.between(repetitionPenalty, 0.01, 10, "/repetitionPenalty");
        Check.between(presencePenalty, -2, 2, "/presencePenalty");
        Check.between(frequencyPenalty, -2, 2, "/frequencyPenalty");
        stop = Check.stop(stop);
        Check.between(minTokens, 0, 1_000_000, "/minTokens");
        Check.between(n, 1, 16, "/n");
        logitBias = Check.list(logitBias, 300, "/logitBias");
        Check.between(logProbabilities, 0, 20, "/logProbabilities");
    }
}
