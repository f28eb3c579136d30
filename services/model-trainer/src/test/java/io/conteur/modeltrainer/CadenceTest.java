package io.conteur.modeltrainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.TrainingSettings;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CadenceTest {
    private static final Duration INTERVAL = Duration.ofMinutes(2);

    @Test
    void whatIsLeftOpenHappensFiveTimesInAJob() {
        Cadence cadence = Cadence.of(TrainingSettings.DEFAULTS, 100, INTERVAL);

        assertEquals(5, LongStream.rangeClosed(1, 100).filter(cadence::validates).count());
        assertEquals(5, LongStream.rangeClosed(1, 100).filter(cadence::samples).count());
    }

    @Test
    void neverMoreOftenThanFiveTimes() {
        Cadence cadence = Cadence.of(TrainingSettings.DEFAULTS, 14, INTERVAL);

        assertEquals(4, LongStream.range(1, 14).filter(cadence::validates).count());
    }

    @Test
    void aShortJobValidatesAfterEveryStep() {
        assertTrue(Cadence.of(TrainingSettings.DEFAULTS, 3, INTERVAL).validates(1));
    }

    @Test
    void checkpointsGoByTimeUnlessStepsAreNamed() {
        Cadence byTime = Cadence.of(TrainingSettings.DEFAULTS, 100, INTERVAL);
        Cadence bySteps = new Cadence(1, 1, 10, INTERVAL);

        assertFalse(byTime.saves(10, INTERVAL.toNanos() - 1, 0));
        assertTrue(byTime.saves(11, INTERVAL.toNanos(), 0));
        assertTrue(bySteps.saves(10, 0, 0));
        assertFalse(bySteps.saves(11, INTERVAL.toNanos(), 0));
    }

    @Test
    void savingTakesNoMoreThanAFiftiethOfTheTime() {
        Cadence cadence = Cadence.of(TrainingSettings.DEFAULTS, 100, INTERVAL);
        long slow = Duration.ofSeconds(10).toNanos();

        assertFalse(cadence.saves(1, 49 * slow, slow));
        assertTrue(cadence.saves(1, 50 * slow, slow));
    }
}
