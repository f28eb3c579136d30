package io.conteur.gpt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
    private static final LearningRateSchedule SCHEDULE = new LearningRateSchedule(0.02, 10, 0.5);

    @Test
    void theRateRisesStaysAndFallsToZero() {
        assertEquals(0.1, SCHEDULE.factor(0, 100), 1e-12);
        assertEquals(1, SCHEDULE.factor(9, 100), 1e-12);
        assertEquals(1, SCHEDULE.factor(50, 100), 1e-12);
        assertEquals(0.5, SCHEDULE.factor(75, 100), 1e-12);
        assertEquals(0.02, SCHEDULE.factor(99, 100), 1e-12);
        assertEquals(0, SCHEDULE.factor(100, 100), 1e-12);
    }

    @Test
    void withoutWarmUpAndDecayTheRateIsConstant() {
        LearningRateSchedule constant = new LearningRateSchedule(0.02, 0, 0);

        assertEquals(1, constant.factor(0, 100));
        assertEquals(1, constant.factor(99, 100));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(0, 0, 0));
        assertThrows(
                IllegalArgumentException.class, () -> new LearningRateSchedule(Double.NaN, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(1, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(1, 0, 1.5));
    }
}
