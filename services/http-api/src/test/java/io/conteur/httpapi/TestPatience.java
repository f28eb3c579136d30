package io.conteur.httpapi;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The time limit of waiting for other threads. */
public final class TestPatience {
    /** Only ends a test that hangs; no machine is so slow that it takes so long. */
    public static final Duration LIMIT = Duration.ofMinutes(5);

    private TestPatience() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
