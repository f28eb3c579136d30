package io.conteur.storygenerator.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GeneratorHeartbeatTest {
    private final AtomicLong clock = new AtomicLong();
    private final GeneratorHeartbeat heartbeat = new GeneratorHeartbeat(clock::get);

    @Test
    void countsFromTheLastTokenOfTheStoryInHand() {
        heartbeat.begin();
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        heartbeat.beat();
        clock.addAndGet(Duration.ofMinutes(2).toNanos());

        assertEquals(Duration.ofMinutes(2), heartbeat.silence());
    }

    @Test
    void isNotSilentWithoutAStory() {
        heartbeat.begin();
        heartbeat.end();
        clock.addAndGet(Duration.ofMinutes(5).toNanos());

        assertEquals(Duration.ZERO, heartbeat.silence());
    }
}
