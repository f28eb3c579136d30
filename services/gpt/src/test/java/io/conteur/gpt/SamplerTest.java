package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {0, 2, -1, 1, 2};
    private static final int DRAWS = 20_000;

    @Test
    void withoutTemperatureTheFirstOfTheLikeliestIsChosen() {
        assertEquals(1, new Sampler(Sampling.greedy(1, 0)).choose(LOGITS, 3));
    }

    @Test
    void tokensComeAsOftenAsTheirProbability() {
        double[] shares = shares(new Sampling(0.7, 0, 1, 5, 1, 0));

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
        double[] shares = shares(new Sampling(1, 3, 1, 5, 1, 0));

        assertEquals(1, shares[1] + shares[3] + shares[4], 1e-9);
        assertTrue(shares[3] > 0);
    }

    @Test
    void topPLeavesTheFewestThatReachItsProbability() {
        double[] shares = shares(new Sampling(1, 0, 0.5, 5, 1, 0));

        assertEquals(1, shares[1] + shares[4], 1e-9);
        assertEquals(1, shares(new Sampling(1, 0, 0, 5, 1, 0))[1], 1e-9);
    }

    @Test
    void aChoiceDependsOnSeedAndPositionAlone() {
        Sampling sampling = new Sampling(1, 0, 1, 5, 1, 0);
        Sampler used = new Sampler(sampling);
        for (int i = 0; i < 10; i++) {
            used.choose(LOGITS, i);
        }

        for (int i = 0; i < 50; i++) {
            assertEquals(new Sampler(sampling).choose(LOGITS, i), used.choose(LOGITS, i));
        }
    }

    @Test
    void atTheLowestTemperatureTheLikeliestIsChosen() {
        assertEquals(1, new Sampler(new Sampling(1e-300, 0, 0.4, 5, 1, 0)).choose(LOGITS, 0));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Sampling(-1, 0, 1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(Double.NaN, 0, 1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, -1, 1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 0, 1.1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 0, 1, 0, 0, 0));
    }

    private static double[] shares(Sampling sampling) {
        Sampler sampler = new Sampler(sampling);
        double[] shares = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            shares[sampler.choose(LOGITS, i)] += 1.0 / DRAWS;
        }
        return shares;
    }
}
