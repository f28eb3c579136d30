package io.conteur.storygenerator.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GeneratorHeartbeatTest {
    private final AtomicLong clock = new AtomicLong();
    private final GeneratorHeartbeat pulse = new GeneratorHeartbeat(clock::get);

    @Test
    void countsFromTheLastTokenOfTheStoryInHand() {
        pulse.begin();
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        pulse.beat();
        clock.addAndGet(Duration.ofMinutes(2).toNanos());

        assertEquals(Duration.ofMinutes(2), pulse.silence());
    }

    @Test
    void isNotSilentWithoutAStory() {
        pulse.begin();
        pulse.end();
        clock.addAndGet(Duration.ofMinutes(5).toNanos());

        assertEquals(Duration.ZERO, pulse.silence());
    }
}
