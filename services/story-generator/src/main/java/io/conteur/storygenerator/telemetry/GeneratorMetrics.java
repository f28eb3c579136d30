package io.conteur.storygenerator.telemetry;

import io.conteur.events.story.StoryWritten;
import io.conteur.storygenerator.request.PromptQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What this service measures of itself; names start with {@code conteur.generator}. */
public final class GeneratorMetrics {
    private static final String PREFIX = "conteur.generator.";

    private final MeterRegistry registry;
    private final Timer queueTime;
    private final AtomicInteger stories;
    private final Map<String, Model> models = new ConcurrentHashMap<>();

    public GeneratorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.queueTime =
                Timer.builder(PREFIX + "queue.time")
                        .description("From taking a prompt to starting on it")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
        this.stories = new AtomicInteger();
        Gauge.builder(PREFIX + "stories.in.hand", stories, AtomicInteger::get)
                .description("Prompts being answered")
                .register(registry);
    }

    /** Watches how many prompts wait. */
    public void watch(PromptQueue queue) {
        Gauge.builder(PREFIX + "queue.depth", queue, PromptQueue::depth)
                .description("Prompts taken from Kafka that wait")
                .register(registry);
    }

    public void started(long waitedNanos) {
        queueTime.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    public void depth(int inHand) {
        stories.set(inHand);
    }

    public void ended(StoryWritten story) {
        registry.counter(
                        PREFIX + "stories",
                        "outcome",
                        story.outcome().name().toLowerCase(Locale.ROOT),
                        "model",
                        Objects.requireNonNullElse(story.model(), "none"))
                .increment();
    }

    /** What is measured of one model. */
    public Model model(String name) {
        return models.computeIfAbsent(name, unknown -> new Model(registry, name));
    }

    /** What this service measures of one model. */
    public static final class Model {
        private final Timer timeToFirstToken;
        private final Timer timePerToken;
        private final DistributionSummary speed;
        private final DistributionSummary rows;
        private final DistributionSummary cacheTokens;
        private final Counter tokens;

        Model(MeterRegistry registry, String name) {
            Tags model = Tags.of("model", name);
            timeToFirstToken =
                    Timer.builder(PREFIX + "time.to.first.token")
                            .description("From taking a prompt to the first token of its story")
                            .tags(model)
                            .publishPercentiles(0.5, 0.99)
                            .register(registry);
            timePerToken =
                    Timer.builder(PREFIX + "time.per.token")
                            .description("Between two tokens of a story")
                            .tags(model)
                            .publishPercentiles(0.5, 0.99)
                            .register(registry);
            speed = summary(registry, "tokens.per.second", "Tokens of a story by its time", model);
            rows = summary(registry, "batch.rows", "Stories that gain a token in a step", model);
            cacheTokens = summary(registry, "cache.tokens", "Cache taken by stories", model);
            tokens = registry.counter(PREFIX + "tokens", model);
        }

        private static DistributionSummary summary(
                MeterRegistry registry, String name, String description, Tags model) {
            return DistributionSummary.builder(PREFIX + name)
                    .description(description)
                    .tags(model)
                    .publishPercentiles(0.5, 0.99)
                    .register(registry);
        }

        public void firstToken(long sinceTakenNanos) {
            timeToFirstToken.record(sinceTakenNanos, TimeUnit.NANOSECONDS);
            tokens.increment();
        }

        public void nextToken(long sinceLastNanos) {
            timePerToken.record(sinceLastNanos, TimeUnit.NANOSECONDS);
            tokens.increment();
        }

        public void written(int written, long nanos) {
            speed.record(written / Math.max(nanos * 1e-9, 1e-9));
        }

        public void batch(int rowsNow, int cacheTokensNow) {
            rows.record(rowsNow);
            cacheTokens.record(cacheTokensNow);
        }
    }
}
