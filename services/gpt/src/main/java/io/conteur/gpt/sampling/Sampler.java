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
 * Chooses the tokens of one story. The random number of a position is a function of seed and
 * position alone, so a story does not depend on what else is being written.
 */
public final class Sampler {
    private final SamplingParameters sampling;
    private final Set<Integer> inPrompt = new HashSet<>();
    private final Map<Integer, Integer> inStory = new HashMap<>();

    public Sampler(SamplingParameters sampling, int[] prompt) {
        this.sampling = sampling;
        if (sampling.penalties().repetition() != 1) {
            Arrays.stream(prompt).forEach(inPrompt::add);
        }
    }

    /** A token, and what was asked for about it. */
    public record Choice(int id, List<TokenProbability> probabilities) {}

    /**
     * The token at a position of the story.
     *
     * @param logits one per token of the vocabulary; changed
     * @param candidates to work with
     */
    public Choice choose(float[] logits, int position, TokenFilter candidates) {
        Probabilities model =
                sampling.logProbabilities() < 0 ? Probabilities.NONE : Probabilities.of(logits);
        shift(logits, position);
        int id;
        if (sampling.temperature() == 0) {
            id = likeliest(logits);
        } else {
            candidates.leave(logits, sampling);
            id = candidates.pick(uniform(position));
        }
        inStory.merge(id, 1, Integer::sum);
        return new Choice(id, model.report(id, sampling.logProbabilities()));
    }

    private void shift(float[] logits, int position) {
        Penalties penalties = sampling.penalties();
        if (penalties.repetition() != 1) {
            Set<Integer> seen = new HashSet<>(inPrompt);
            seen.addAll(inStory.keySet());
            for (int id : seen) {
                double factor = penalties.repetition();
                logits[id] = (float) (logits[id] > 0 ? logits[id] / factor : logits[id] * factor);
            }
        }
        if (penalties.presence() != 0 || penalties.frequency() != 0) {
            inStory.forEach(
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

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** From 0 to 1, by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private double uniform(long position) {
        long z = sampling.seed() + (position + 1) * 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
    }

    /** What the model itself gives every token. */
    private record Probabilities(float[] logits, double normalizer) {
        static final Probabilities NONE = new Probabilities(new float[0], 0);

        static Probabilities of(float[] logits) {
            double highest = logits[likeliest(logits)];
            double total = 0;
            for (float logit : logits) {
                total += Math.exp(logit - highest);
            }
            return new Probabilities(logits.clone(), highest + Math.log(total));
        }

        List<TokenProbability> report(int id, int alternatives) {
            if (alternatives < 0) {
                return List.of();
            }
            List<TokenProbability> report = new ArrayList<>();
            report.add(of(id));
            float[] left = logits.clone();
            for (int i = 0; i < Math.min(alternatives, left.length); i++) {
                int next = likeliest(left);
                report.add(of(next));
                left[next] = Float.NEGATIVE_INFINITY;
            }
            return report;
        }

        private TokenProbability of(int id) {
            return new TokenProbability(id, logits[id] - normalizer);
        }
    }
}
