package io.conteur.modeltrainer.reporting;

import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import io.conteur.gpt.training.StepResult;
import io.conteur.messaging.producer.EventPublisher;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * {@code conteur.training.steps} and {@code .tokens} count since the process started; {@code
 * .step.time}, {@code .checkpoint.time} and {@code .event.time} time steps, saving and publishing;
 * {@code .tokens.per.second}, {@code .loss} and {@code .validation.loss} (nats per token) are the
 * last values, NaN before the first. {@code .checkpoint.age} is the time since the last checkpoint,
 * or since the training began or was resumed: what a crash would lose; NaN while nothing is
 * trained. With several workers, {@code .share.time} times the steps of a round here, and {@code
 * .exchange.time} the time from then to the next round's first step.
 */
public final class TrainingMetrics {
    private final Counter steps;
    private final Counter tokens;
    private final Timer stepTime;
    private final Timer checkpointTime;
    private final Timer eventTime;
    private final Timer shareTime;
    private final Timer exchangeTime;
    private final AtomicReference<Double> tokensPerSecond;
    private final AtomicReference<Double> loss;
    private final AtomicReference<Double> validationLoss;
    private final Clock clock;

    /** By the clock's monotonic time; null while nothing is trained. */
    private volatile @Nullable Long savedNanos;

    public TrainingMetrics(MeterRegistry registry) {
        steps = registry.counter("conteur.training.steps");
        tokens = registry.counter("conteur.training.tokens");
        stepTime = registry.timer("conteur.training.step.time");
        checkpointTime = registry.timer("conteur.training.checkpoint.time");
        eventTime = registry.timer("conteur.training.event.time");
        shareTime = registry.timer("conteur.training.share.time");
        exchangeTime = registry.timer("conteur.training.exchange.time");
        tokensPerSecond = gauge(registry, "conteur.training.tokens.per.second");
        loss = gauge(registry, "conteur.training.loss");
        validationLoss = gauge(registry, "conteur.training.validation.loss");
        clock = registry.config().clock();
        Gauge.builder(
                        "conteur.training.checkpoint.age",
                        this,
                        TrainingMetrics::secondsSinceCheckpoint)
                .baseUnit("seconds")
                .register(registry);
    }

    private double secondsSinceCheckpoint() {
        Long saved = savedNanos;
        return saved == null ? Double.NaN : (clock.monotonicTime() - saved) * 1e-9;
    }

    /** A training began, or was resumed from its newest checkpoint. */
    public void trainingBegan() {
        savedNanos = clock.monotonicTime();
    }

    /** A training ended, in whatever way. */
    public void trainingEnded() {
        savedNanos = null;
    }

    /** A step ended that took {@code nanos}. */
    public void stepped(StepResult result, long nanos) {
        steps.increment();
        stepTime.record(nanos, TimeUnit.NANOSECONDS);
        tokens.increment(result.tokens());
        tokensPerSecond.set(result.tokens() * 1e9 / Math.max(1, nanos));
        loss.set((double) result.loss());
    }

    /** The steps of a round took {@code nanos}. */
    public void sharedSteps(long nanos) {
        shareTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The next round's steps could begin {@code nanos} after those of the last one had ended. */
    public void exchanged(long nanos) {
        exchangeTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A checkpoint was saved within {@code nanos}. */
    public void saved(long nanos) {
        checkpointTime.record(nanos, TimeUnit.NANOSECONDS);
        savedNanos = clock.monotonicTime();
    }

    /**
     * A validation ended.
     *
     * @param loss nats per token
     */
    public void validated(double loss) {
        validationLoss.set(loss);
    }

    /** A publisher that times how long its caller is held up. */
    public <E extends Record> EventPublisher<E> timed(EventPublisher<E> publisher) {
        return new EventPublisher<>() {
            @Override
            public void publish(RecordKey key, E event, String eventId) {
                eventTime.record(() -> publisher.publish(key, event, eventId));
            }

            @Override
            public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
                return Objects.requireNonNull(
                        eventTime.record(() -> publisher.send(key, event, eventId)));
            }

            @Override
            public EventPublisher<E> in(TraceContext trace) {
                return timed(publisher.in(trace));
            }
        };
    }

    private static AtomicReference<Double> gauge(MeterRegistry registry, String name) {
        AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
        Gauge.builder(name, value, AtomicReference::get).register(registry);
        return value;
    }
}
