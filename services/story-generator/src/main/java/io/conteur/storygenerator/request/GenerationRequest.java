package io.conteur.storygenerator.request;

import io.conteur.events.story.LogitBias;
import io.conteur.events.story.SamplingSettings;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.SplitMix64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What to generate: together with the weights it determines the stories of a prompt.
 *
 * @param prompt token ids
 * @param sampling what the prompt asks for, with this service's defaults filled in
 */
public record GenerationRequest(int[] prompt, SamplingSettings sampling) {
    /** Number of stories, {@code n}. */
    public int stories() {
        return Objects.requireNonNullElse(sampling.n(), 1);
    }

    /** Stop sequences. */
    public List<String> stop() {
        return Objects.requireNonNullElse(sampling.stop(), List.of());
    }

    public int minTokens() {
        return Objects.requireNonNullElse(sampling.minTokens(), 0);
    }

    /** The seed of one story. */
    public long seed(int index) {
        return SplitMix64.seed(sampling.seed(), index);
    }

    /**
     * The sampling parameters of one story.
     *
     * @param endId the end-of-story token
     */
    public SamplingParameters parameters(int index, int endId) {
        return new SamplingParameters(
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                Objects.requireNonNullElse(sampling.minP(), 0.0),
                penalties(),
                seed(index),
                sampling.maxTokens(),
                minTokens(),
                endId,
                Boolean.TRUE.equals(sampling.ignoreEnd()),
                biases(),
                Objects.requireNonNullElse(sampling.logProbabilities(), -1));
    }

    private SamplingParameters.Penalties penalties() {
        return new SamplingParameters.Penalties(
                Objects.requireNonNullElse(sampling.repetitionPenalty(), 1.0),
                Objects.requireNonNullElse(sampling.presencePenalty(), 0.0),
                Objects.requireNonNullElse(sampling.frequencyPenalty(), 0.0));
    }

    private Map<Integer, Double> biases() {
        Map<Integer, Double> biases = new HashMap<>();
        for (LogitBias bias :
                Objects.requireNonNullElse(sampling.logitBias(), List.<LogitBias>of())) {
            biases.merge(bias.token(), bias.bias(), Double::sum);
        }
        return biases;
    }
}
