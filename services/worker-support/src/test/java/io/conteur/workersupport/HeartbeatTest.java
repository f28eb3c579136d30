package io.conteur.workersupport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final AtomicLong clock = new AtomicLong();
    private final Heartbeat heartbeat = new Heartbeat(clock::get);

    @Test
    void countsFromTheLastBeat() {
        heartbeat.begin();
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        heartbeat.beat();
        clock.addAndGet(Duration.ofMinutes(2).toNanos());

        assertEquals(Duration.ofMinutes(2), heartbeat.silence());
    }

    @Test
    void isNotSilentWithoutWork() {
        heartbeat.begin();
        heartbeat.end();
        clock.addAndGet(Duration.ofMinutes(5).toNanos());

        assertEquals(Duration.ZERO, heartbeat.silence());
    }
}
