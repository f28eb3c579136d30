package io.conteur.messaging;

import java.time.Duration;

/** Exponential backoff: each pause is twice as long as the one before, up to half a minute. */
public final class Backoff {
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final Duration first;
    private Duration next;

    public Backoff(Duration first) {
        this.first = first;
        this.next = first;
    }

    /** The pause after a failed attempt. */
    public Duration next() {
        Duration pause = next;
        Duration twice = pause.multipliedBy(2);
        next = twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
        return pause;
    }

    /** An attempt has succeeded. */
    public void reset() {
        next = first;
    }
}
