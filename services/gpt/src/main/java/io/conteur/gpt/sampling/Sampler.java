package io.conteur.gpt.sampling;

import io.conteur.gpt.sampling.SamplingParameters.Penalties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Samples the tokens of one story. The random number of a position is a function of seed and
 * position alone, so a story does not depend on the others in the batch.
 */
public final class Sampler {
    private final SamplingParameters sampling;
    private final Set<Integer> promptIds = new HashSet<>();
    private final Map<Integer, Integer> storyCounts = new HashMap<>(); // times by id

    public Sampler(SamplingParameters sampling, int[] prompt) {
        this.sampling = sampling;
        if (sampling.penalties().repetition() != 1) {
            Arrays.stream(prompt).forEach(promptIds::add);
        }
    }

    /** A token, and the log probabilities that were asked for. */
    public record Choice(int id, List<TokenProbability> probabilities) {}

    /**
     * Samples the token at a position of the story.
     *
     * @param logits (V), overwritten
     * @param filter a buffer to work with
     */
    public Choice sample(float[] logits, int position, TokenFilter filter) {
        Probabilities model =
                sampling.logProbabilities() < 0 ? Probabilities.NONE : Probabilities.of(logits);
        adjust(logits, position);
        int id;
        if (sampling.temperature() == 0) {
            id = argmax(logits);
        } else {
            filter.apply(logits, sampling);
            id = filter.pick(uniform(position));
        }
        storyCounts.merge(id, 1, Integer::sum);
        return new Choice(id, model.report(id, sampling.logProbabilities()));
    }

    /** Penalties, logit bias and minimum of tokens. */
    private void adjust(float[] logits, int position) {
        Penalties penalties = sampling.penalties();
        if (penalties.repetition() != 1) {
            Set<Integer> seen = new HashSet<>(promptIds);
            seen.addAll(storyCounts.keySet());
            for (int id : seen) {
                double factor = penalties.repetition();
                logits[id] = (float) (logits[id] > 0 ? logits[id] / factor : logits[id] * factor);
            }
        }
        if (penalties.presence() != 0 || penalties.frequency() != 0) {
            storyCounts.forEach(
                    (id, times) ->
                            logits[id] -=
                                    (float) (penalties.presence() + times * penalties.frequency()));
        }
        sampling.logitBias().forEach((id, bias) -> logits[id] += bias.floatValue());
        if (position < sampling.minTokens()
                && sampling.endId() >= 0
                && sampling.endId() < logits.length) {
            logits[sampling.endId()] = Float.NEGATIVE_INFINITY;
        }
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The random number of a position of the story, uniform in [0, 1). */
    public double uniform(long position) {
        long z = SplitMix64.mix(sampling.seed() + (position + 1) * SplitMix64.GAMMA);
        return (z >>> 11) * 0x1p-53;
    }

    /** The model's own log probabilities, before anything changes the logits. */
    private record Probabilities(float[] logits, double normalizer) {
        static final Probabilities NONE = new Probabilities(new float[0], 0);

        static Probabilities of(float[] logits) {
            double max = logits[argmax(logits)];
            double total = 0;
            for (float logit : logits) {
                total += Math.exp(logit - max);
            }
            return new Probabilities(logits.clone(), max + Math.log(total));
        }

        List<TokenProbability> report(int id, int alternatives) {
            if (alternatives < 0) {
                return List.of();
            }
            List<TokenProbability> report = new ArrayList<>();
            report.add(of(id));
            float[] rest = logits.clone();
            for (int i = 0; i < Math.min(alternatives, rest.length); i++) {
                int next = argmax(rest);
                report.add(of(next));
                rest[next] = Float.NEGATIVE_INFINITY;
            }
            return report;
        }

        private TokenProbability of(int id) {
            return new TokenProbability(id, logits[id] - normalizer);
        }
    }
}
