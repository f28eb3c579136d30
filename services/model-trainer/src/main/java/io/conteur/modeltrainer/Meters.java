package io.conteur.modeltrainer;

import io.conteur.events.wire.RecordKey;
import io.conteur.gpt.training.StepResult;
import io.conteur.messaging.producer.EventPublisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code conteur.training.steps} and {@code .tokens} count what was trained since the process
 * started; {@code .step.time}, {@code .checkpoint.time} and {@code .event.time} what steps, saving
 * and publishing took; {@code .tokens.per.second}, {@code .loss} and {@code .validation.loss} are
 * the last values (NaN before the first).
 */
final class Meters {
    private final Counter steps;
    private final Counter tokens;
    private final Timer stepTime;
    private final Timer checkpointTime;
    private final Timer eventTime;
    private final AtomicReference<Double> tokensPerSecond;
    private final AtomicReference<Double> loss;
    private final AtomicReference<Double> validationLoss;

    Meters(MeterRegistry registry) {
        steps = registry.counter("conteur.training.steps");
        tokens = registry.counter("conteur.training.tokens");
        stepTime = registry.timer("conteur.training.step.time");
        checkpointTime = registry.timer("conteur.training.checkpoint.time");
        eventTime = registry.timer("conteur.training.event.time");
        tokensPerSecond = gauge(registry, "conteur.training.tokens.per.second");
        loss = gauge(registry, "conteur.training.loss");
        validationLoss = gauge(registry, "conteur.training.validation.loss");
    }

    void stepped(StepResult result, long nanos) {
        steps.increment();
        stepTime.record(nanos, TimeUnit.NANOSECONDS);
        tokens.increment(result.tokens());
        tokensPerSecond.set(result.tokens() * 1e9 / Math.max(1, nanos));
        loss.set((double) result.loss());
    }

    void saved(long nanos) {
        checkpointTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** An outbox that tells how long its caller is held up. */
    <E extends Record> EventPublisher<E> timed(EventPublisher<E> outbox) {
        return new EventPublisher<>() {
            @Override
            public void publish(RecordKey key, E event, String eventId) {
                eventTime.record(() -> outbox.publish(key, event, eventId));
            }

            @Override
            public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
                return Objects.requireNonNull(
                        eventTime.record(() -> outbox.send(key, event, eventId)));
            }
        };
    }

    void validated(double nats) {
        validationLoss.set(nats);
    }

    private static AtomicReference<Double> gauge(MeterRegistry registry, String name) {
        AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
        Gauge.builder(name, value, AtomicReference::get).register(registry);
        return value;
    }
}
