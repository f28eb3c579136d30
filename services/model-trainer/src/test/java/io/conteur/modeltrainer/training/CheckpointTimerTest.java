package io.conteur.modeltrainer.training;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.modeltrainer.plan.StepIntervals;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckpointTimerTest {
    private final AtomicLong clock = new AtomicLong();
    private final CheckpointTimer timer =
            new CheckpointTimer(
                    new StepIntervals(100, 100, null, Duration.ofSeconds(10)),
                    new TrainingMetrics(new SimpleMeterRegistry()),
                    clock::get);

    @Test
    void savesLessOftenWhenASaveTakesLong() {
        timer.time(() -> pass(1));

        pass(49);
        assertFalse(timer.dueAfter(1));
        pass(1);
        assertTrue(timer.dueAfter(2));
    }

    @Test
    void aSaveThatWaitedOutAnOutageDelaysNoOther() {
        timer.time(() -> pass(1));
        timer.time(() -> pass(150));

        pass(50);

        assertTrue(timer.dueAfter(1));
    }

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
