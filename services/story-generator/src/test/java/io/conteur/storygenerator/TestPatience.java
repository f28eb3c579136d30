package io.conteur.storygenerator;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long a test waits for what happens on other threads. */
public final class TestPatience {
    /** Guards against hanging alone: no machine is so slow that it takes so long. */
    public static final Duration LIMIT = Duration.ofMinutes(5);

    private TestPatience() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
