package io.conteur.workersupport.metrics;

import io.conteur.messaging.consumer.RequestConsumer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.OptionalLong;

/**
 * The metrics of a service's requests, by topic: {@code conteur.requests.waiting}, {@code .held}
 * and {@code .oldest}, and {@code conteur.dead.letters}.
 */
public final class RequestMetrics {
    private RequestMetrics() {}

    /** Registers the metrics of a consumer, which the caller keeps. */
    public static void register(RequestConsumer requests, MeterRegistry registry) {
        Tags topic = Tags.of("topic", requests.topic().name());
        Gauge.builder("conteur.requests.waiting", requests, RequestConsumer::waiting)
                .description("Records in Kafka that this instance has yet to take")
                .tags(topic)
                .register(registry);
        Gauge.builder("conteur.requests.held", requests, RequestConsumer::held)
                .description("Requests taken from Kafka whose outcome is not published yet")
                .tags(topic)
                .register(registry);
        Clock clock = registry.config().clock();
        Gauge.builder("conteur.requests.oldest", requests, each -> seconds(each.oldest(), clock))
                .description("Age of the oldest request that is held, 0 without one")
                .baseUnit("seconds")
                .tags(topic)
                .register(registry);
        FunctionCounter.builder("conteur.dead.letters", requests, RequestConsumer::deadLetters)
                .description("Invalid records that were sent to the dead-letter topic")
                .tags(topic)
                .register(registry);
    }

    /** A sender whose clock is ahead makes no negative age. */
    static double seconds(OptionalLong since, Clock clock) {
        return since.isEmpty() ? 0 : Math.max(0, clock.wallTime() - since.getAsLong()) / 1e3;
    }
}
