package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final AtomicLong clock = new AtomicLong();
    private final Pulse pulse = new Pulse(clock::get);

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
