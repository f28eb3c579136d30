package io.conteur.storygenerator;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long a test waits for what happens on other threads. */
final class Patience {
    /** Guards against hanging alone: no machine is so slow that it takes so long. */
    static final Duration LIMIT = Duration.ofMinutes(5);

    private Patience() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
