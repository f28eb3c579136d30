package io.conteur.storygenerator;

import io.conteur.events.StoryWritten.Outcome;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What this service measures of itself; names start with {@code conteur.generator}. */
final class Meters {
    private static final String PREFIX = "conteur.generator.";

    private final MeterRegistry registry;
    private final Timer queueTime;
    private final Timer timeToFirstToken;
    private final Timer timePerToken;
    private final DistributionSummary speed;

    Meters(MeterRegistry registry) {
        this.registry = registry;
        this.queueTime = timer("queue.time", "From taking a prompt to starting on it");
        this.timeToFirstToken =
                timer(
                        "time.to.first.token",
                        "From taking a prompt to the first token of its story");
        this.timePerToken = timer("time.per.token", "Between two tokens of a story");
        this.speed =
                DistributionSummary.builder(PREFIX + "tokens.per.second")
                        .description("Tokens of a story by the time it took to write it")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(PREFIX + name)
                .description(description)
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    /** Watches how many prompts wait. */
    void watch(PromptQueue queue) {
        Gauge.builder(PREFIX + "queue.depth", queue, PromptQueue::depth)
                .description("Prompts taken from Kafka that wait")
                .register(registry);
    }

    void started(long waitedNanos) {
        queueTime.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    void firstToken(long sinceTakenNanos) {
        timeToFirstToken.record(sinceTakenNanos, TimeUnit.NANOSECONDS);
    }

    void nextToken(long sinceLastNanos) {
        timePerToken.record(sinceLastNanos, TimeUnit.NANOSECONDS);
    }

    void written(int tokens, long nanos) {
        speed.record(tokens / Math.max(nanos * 1e-9, 1e-9));
    }

    void ended(Outcome outcome) {
        registry.counter(PREFIX + "stories", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
