package io.conteur.modeltrainer.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.TrainingSettings;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StepIntervalsTest {
    private static final Duration INTERVAL = Duration.ofMinutes(2);

    @Test
    void whatIsLeftOpenHappensFiveTimesInAJob() {
        StepIntervals intervals = StepIntervals.of(TrainingSettings.DEFAULTS, 100, INTERVAL);

        assertEquals(5, LongStream.rangeClosed(1, 100).filter(intervals::validatesAfter).count());
        assertEquals(5, LongStream.rangeClosed(1, 100).filter(intervals::samplesAfter).count());
    }

    @Test
    void neverMoreOftenThanFiveTimes() {
        StepIntervals intervals = StepIntervals.of(TrainingSettings.DEFAULTS, 14, INTERVAL);

        assertEquals(4, LongStream.range(1, 14).filter(intervals::validatesAfter).count());
    }

    @Test
    void aShortJobValidatesAfterEveryStep() {
        assertTrue(StepIntervals.of(TrainingSettings.DEFAULTS, 3, INTERVAL).validatesAfter(1));
    }

    @Test
    void checkpointsGoByTimeUnlessStepsAreNamed() {
        StepIntervals byTime = StepIntervals.of(TrainingSettings.DEFAULTS, 100, INTERVAL);
        StepIntervals bySteps = new StepIntervals(1, 1, 10, INTERVAL);

        assertFalse(byTime.savesAfter(10, INTERVAL.toNanos() - 1, 0));
        assertTrue(byTime.savesAfter(11, INTERVAL.toNanos(), 0));
        assertTrue(bySteps.savesAfter(10, 0, 0));
        assertFalse(bySteps.savesAfter(11, INTERVAL.toNanos(), 0));
    }

    @Test
    void savingTakesNoMoreThanAFiftiethOfTheTime() {
        StepIntervals intervals = StepIntervals.of(TrainingSettings.DEFAULTS, 100, INTERVAL);
        long slow = Duration.ofSeconds(10).toNanos();

        assertFalse(intervals.savesAfter(1, 49 * slow, slow));
        assertTrue(intervals.savesAfter(1, 50 * slow, slow));
    }
}
