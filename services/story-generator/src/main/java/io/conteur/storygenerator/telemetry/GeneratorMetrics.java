package io.conteur.storygenerator.telemetry;

import io.conteur.events.story.StoryWritten;
import io.conteur.storygenerator.request.PromptQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
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
import java.util.function.ToDoubleFunction;

/** The Micrometer metrics of this service; their names start with {@code conteur.generator}. */
public final class GeneratorMetrics {
    private static final String PREFIX = "conteur.generator.";

    private final MeterRegistry registry;
    private final Timer queueTime;
    private final AtomicInteger decoding;
    private final Map<String, Model> models = new ConcurrentHashMap<>();

    public GeneratorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.queueTime =
                Timer.builder(PREFIX + "queue.time")
                        .description("From taking a prompt to starting on it")
                        .serviceLevelObjectives(HistogramBuckets.WAIT)
                        .register(registry);
        this.decoding = new AtomicInteger();
        Gauge.builder(PREFIX + "stories.in.hand", decoding, AtomicInteger::get)
                .description("Prompts being answered")
                .register(registry);
    }

    /** Registers the gauge of waiting prompts. */
    public void watch(PromptQueue queue) {
        Gauge.builder(PREFIX + "queue.depth", queue, PromptQueue::depth)
                .description("Prompts taken from Kafka that wait")
                .register(registry);
    }

    /**
     * Registers the counter of refused checkpoints.
     *
     * @param owner of the count, which the caller keeps
     */
    public <T> void watchRefusals(T owner, ToDoubleFunction<T> refusals) {
        FunctionCounter.builder(PREFIX + "checkpoints.refused", owner, refusals)
                .description("Refusals of invalid checkpoints, each retry included")
                .register(registry);
    }

    /** The first sequence of a prompt joined the batch. */
    public void started(long waitedNanos) {
        queueTime.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    /** Prompts that are decoded now. */
    public void decoding(int prompts) {
        decoding.set(prompts);
    }

    /** The broker has an outcome. */
    public void ended(StoryWritten story) {
        registry.counter(
                        PREFIX + "stories",
                        "outcome",
                        story.outcome().name().toLowerCase(Locale.ROOT),
                        "model",
                        Objects.requireNonNullElse(story.model(), "none"))
                .increment();
    }

    /** The metrics of one model. */
    public Model model(String name) {
        return models.computeIfAbsent(name, unknown -> new Model(registry, name));
    }

    /** The metrics of one model. */
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
                            .serviceLevelObjectives(HistogramBuckets.WAIT)
                            .register(registry);
            timePerToken =
                    Timer.builder(PREFIX + "time.per.token")
                            .description("Between two tokens of a story")
                            .tags(model)
                            .serviceLevelObjectives(HistogramBuckets.STEP)
                            .register(registry);
            speed =
                    summary("tokens.per.second", "Tokens of a story by its time")
                            .tags(model)
                            .serviceLevelObjectives(HistogramBuckets.TOKENS_PER_SECOND)
                            .register(registry);
            rows =
                    summary("batch.rows", "Stories that gain a token in a step")
                            .tags(model)
                            .serviceLevelObjectives(HistogramBuckets.ROWS)
                            .register(registry);
            cacheTokens =
                    summary("cache.tokens", "Cache taken by stories")
                            .tags(model)
                            .serviceLevelObjectives(HistogramBuckets.CACHE_TOKENS)
                            .register(registry);
            tokens = registry.counter(PREFIX + "tokens", model);
        }

        private static DistributionSummary.Builder summary(String name, String description) {
            return DistributionSummary.builder(PREFIX + name).description(description);
        }

        public void firstToken(long sinceReceivedNanos) {
            timeToFirstToken.record(sinceReceivedNanos, TimeUnit.NANOSECONDS);
            tokens.increment();
        }

        public void nextToken(long sinceLastNanos) {
            timePerToken.record(sinceLastNanos, TimeUnit.NANOSECONDS);
            tokens.increment();
        }

        /** The speed of a prompt: its tokens after the first ones, and the time they took. */
        public void written(int tokens, long nanos) {
            if (tokens > 0 && nanos > 0) {
                speed.record(tokens / (nanos * 1e-9));
            }
        }

        /** The batch before a decoding step. */
        public void batch(int rowsNow, int cacheTokensNow) {
            rows.record(rowsNow);
            cacheTokens.record(cacheTokensNow);
        }
    }
}
