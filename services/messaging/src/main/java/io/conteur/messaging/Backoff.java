package io.conteur.messaging;

import java.time.Duration;

/**
 * Pauses between attempts: the first is short, each next one twice as long, up to half a minute.
 */
public final class Backoff {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration first;
    private Duration next;

    public Backoff(Duration first) {
        this.first = first;
        this.next = first;
    }

    /** The pause after one more failed attempt. */
    public Duration next() {
        Duration pause = next;
        Duration twice = pause.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return pause;
    }

    /** An attempt got somewhere. */
    public void reset() {
        next = first;
    }
}
