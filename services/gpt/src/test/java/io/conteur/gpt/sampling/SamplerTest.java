package io.conteur.gpt.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.sampling.SamplingParameters.Penalties;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {0, 2, -1, 1, 2};
    private static final int[] PROMPT = {1, 3};
    private static final int DRAWS = 20_000;

    private final TokenFilter filter = new TokenFilter(LOGITS.length, SoftmaxWeights::plain);

    @Test
    void withoutTemperatureTheFirstOfTheLikeliestIsChosen() {
        assertEquals(1, sample(SamplingParameters.greedy(1, 0), 3));
    }

    @Test
    void tokensComeAsOftenAsTheirProbability() {
        double[] shares = shares(new SamplingParameters(0.7, 0, 1, 5, 1, 0));

        double total = 0;
        for (float logit : LOGITS) {
            total += Math.exp(logit / 0.7);
        }
        for (int i = 0; i < LOGITS.length; i++) {
            assertEquals(Math.exp(LOGITS[i] / 0.7) / total, shares[i], 0.015);
        }
    }

    @Test
    void topKLeavesTheLikeliest() {
        double[] shares = shares(new SamplingParameters(1, 3, 1, 5, 1, 0));

        assertEquals(1, shares[1] + shares[3] + shares[4], 1e-9);
        assertTrue(shares[3] > 0);
    }

    @Test
    void topPLeavesTheFewestThatReachItsProbability() {
        double[] shares = shares(new SamplingParameters(1, 0, 0.5, 5, 1, 0));

        assertEquals(1, shares[1] + shares[4], 1e-9);
        assertEquals(1, shares(new SamplingParameters(1, 0, 0, 5, 1, 0))[1], 1e-9);
    }

    @Test
    void ofManyTokensThoseAreLeftThatComeFirstInOrder() {
        Random random = new Random(3);
        TokenFilter many = new TokenFilter(700, SoftmaxWeights::plain);
        for (double spread : new double[] {0.01, 1, 8, 60}) {
            float[] logits = new float[700];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) (spread * Math.rint(random.nextGaussian() * 50) / 50);
            }
            for (int topK : new int[] {0, 1, 40, 700}) {
                for (double topP : new double[] {0, 0.3, 0.95, 1}) {
                    SamplingParameters sampling = new SamplingParameters(1, topK, topP, 5, 9, 0);
                    many.apply(logits, sampling);
                    assertLeft(inOrder(logits, topK, topP), many);
                }
            }
        }
    }

    /** The weights of the tokens that pass top-k and top-p, else 0; by sorting all. */
    private static double[] inOrder(float[] logits, int topK, double topP) {
        float[] weights = new float[logits.length];
        SoftmaxWeights.plain(logits, 1, weights);
        List<Integer> order =
                IntStream.range(0, weights.length)
                        .boxed()
                        .sorted(Comparator.comparing(i -> -weights[i]))
                        .limit(topK == 0 ? weights.length : topK)
                        .toList();
        double all = order.stream().mapToDouble(i -> weights[i]).sum();
        double[] left = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < order.size() && (i == 0 || topP == 1 || sum < topP * all); i++) {
            left[order.get(i)] = weights[order.get(i)];
            sum += weights[order.get(i)];
        }
        return left;
    }

    private static void assertLeft(double[] weights, TokenFilter filter) {
        double total = Arrays.stream(weights).sum();
        double before = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 1e-6 * total) {
                assertEquals(i, filter.pick((before + weights[i] / 2) / total));
            }
            before += weights[i];
        }
    }

    @Test
    void whereNothingIsANumberTheFirstIsChosen() {
        float[] logits = {Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN};
        Sampler sampler = new Sampler(new SamplingParameters(1, 0, 0.95, 5, 1, 0), PROMPT);

        assertEquals(0, sampler.sample(logits, 0, filter).id());
    }

    @Test
    void aChoiceDependsOnSeedAndPositionAlone() {
        SamplingParameters sampling = new SamplingParameters(1, 0, 1, 5, 1, 0);
        Sampler used = new Sampler(sampling, PROMPT);
        for (int i = 0; i < 10; i++) {
            used.sample(LOGITS.clone(), i, filter);
        }

        for (int i = 0; i < 50; i++) {
            assertEquals(sample(sampling, i), used.sample(LOGITS.clone(), i, filter).id());
        }
    }

    @Test
    void atTheLowestTemperatureTheLikeliestIsChosen() {
        assertEquals(1, sample(new SamplingParameters(1e-300, 0, 0.4, 5, 1, 0), 0));
    }

    @Test
    void minPLeavesWhatIsLikelyEnoughBesideTheLikeliest() {
        double[] shares =
                shares(
                        new SamplingParameters(
                                1, 0, 1, 0.3, Penalties.NONE, 5, 1, 0, 0, false, Map.of(), -1));

        assertEquals(1, shares[1] + shares[3] + shares[4], 1e-9);
        assertTrue(shares[3] > 0);
    }

    @Test
    void aRepeatedTokenIsPenalised() {
        assertEquals(4, sample(greedy(new Penalties(2, 0, 0), 0, Map.of()), 0), "in the prompt");

        Sampler presence = new Sampler(greedy(new Penalties(1, 0.5, 0), 0, Map.of()), PROMPT);
        assertEquals(1, presence.sample(LOGITS.clone(), 0, filter).id());
        assertEquals(4, presence.sample(LOGITS.clone(), 1, filter).id());
        assertEquals(
                1, presence.sample(LOGITS.clone(), 2, filter).id(), "once or often is the same");

        Sampler frequency = new Sampler(greedy(new Penalties(1, 0, 0.8), 0, Map.of()), PROMPT);
        int[] sampled = new int[5];
        for (int i = 0; i < sampled.length; i++) {
            sampled[i] = frequency.sample(LOGITS.clone(), i, filter).id();
        }
        assertArrayEquals(new int[] {1, 4, 1, 4, 3}, sampled);
    }

    @Test
    void aBiasMovesALogitAndTheEndWaitsForTheFewestTokens() {
        assertEquals(2, sample(greedy(Penalties.NONE, 0, Map.of(2, 50.0)), 0));
        assertEquals(4, sample(greedy(Penalties.NONE, 3, Map.of()), 2));
        assertEquals(1, sample(greedy(Penalties.NONE, 3, Map.of()), 3));
    }

    @Test
    void logProbabilitiesAreThoseOfTheModel() {
        SamplingParameters sampling =
                new SamplingParameters(
                        0, 0, 1, 0, Penalties.NONE, 5, 9, 0, 0, false, Map.of(3, 9.0), 2);

        List<TokenProbability> report =
                new Sampler(sampling, PROMPT).sample(LOGITS.clone(), 0, filter).probabilities();

        assertEquals(List.of(3, 1, 4), report.stream().map(TokenProbability::id).toList());
        double total = 0;
        for (float logit : LOGITS) {
            total += Math.exp(logit);
        }
        assertEquals(1 - Math.log(total), report.get(0).logProbability(), 1e-6);
        assertEquals(2 - Math.log(total), report.get(1).logProbability(), 1e-6);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> new SamplingParameters(-1, 0, 1, 0, 1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SamplingParameters(Double.NaN, 0, 1, 0, 1, 0));
        assertThrows(
                IllegalArgumentException.class, () -> new SamplingParameters(1, -1, 1, 0, 1, 0));
        assertThrows(
                IllegalArgumentException.class, () -> new SamplingParameters(1, 0, 1.1, 0, 1, 0));
        assertThrows(
                IllegalArgumentException.class, () -> new SamplingParameters(1, 0, 1, 0, 0, 0));
    }

    private double[] shares(SamplingParameters sampling) {
        Sampler sampler = new Sampler(sampling, PROMPT);
        double[] shares = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            shares[sampler.sample(LOGITS.clone(), i, filter).id()] += 1.0 / DRAWS;
        }
        return shares;
    }

    private int sample(SamplingParameters sampling, int position) {
        return new Sampler(sampling, PROMPT).sample(LOGITS.clone(), position, filter).id();
    }

    private static SamplingParameters greedy(
            Penalties penalties, int minTokens, Map<Integer, Double> bias) {
        return new SamplingParameters(0, 0, 1, 0, penalties, 5, 9, minTokens, 1, false, bias, -1);
    }
}
