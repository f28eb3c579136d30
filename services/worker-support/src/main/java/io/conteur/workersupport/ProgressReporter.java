package io.conteur.workersupport;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.ProgressedBuilder;
import io.conteur.messaging.producer.EventPublisher;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the state of one job on {@code progress}. How often is for the caller to decide, by
 * {@link #entering} and {@link #secondPassed}. Terminal events of a repeated job have the same id.
 */
public final class ProgressReporter {
    private static final long SECOND = 1_000_000_000L;

    /**
     * The job.
     *
     * @param name of what it trains, and the key of its events
     */
    public record Subject(String id, String name, Work work) {}

    private final Subject subject;
    private final EventPublisher<Progressed> publisher;
    private final LongSupplier nanoTime;
    private final long startTime;
    private long lastReport;
    private @Nullable String stage;

    /**
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ProgressReporter(
            Subject subject, EventPublisher<Progressed> publisher, LongSupplier nanoTime) {
        this.subject = subject;
        this.publisher = publisher;
        this.nanoTime = nanoTime;
        this.startTime = nanoTime.getAsLong();
        this.lastReport = startTime - SECOND;
    }

    /** Whether the stage differs from the last one reported. */
    public boolean entering(String stage) {
        return !stage.equals(this.stage);
    }

    /** Whether the last report is a second old. */
    public boolean secondPassed() {
        return nanoTime.getAsLong() - lastReport >= SECOND;
    }

    public double elapsedSeconds() {
        return (nanoTime.getAsLong() - startTime) / (double) SECOND;
    }

    /** Publishes a state; returns once the broker has it. */
    public void report(State state, @Nullable String stage) {
        report(state, stage, details -> details);
    }

    /** Publishes a state with further fields; returns once the broker has it. */
    public void report(
            State state, @Nullable String stage, UnaryOperator<ProgressedBuilder> details) {
        publisher.publish(subject.name(), event(state, stage, details), eventId(state));
    }

    /** Publishes a state without waiting. The stage completes once the broker has it. */
    public CompletionStage<Void> send(
            State state, @Nullable String stage, UnaryOperator<ProgressedBuilder> details) {
        return publisher.send(subject.name(), event(state, stage, details), eventId(state));
    }

    private Progressed event(
            State state, @Nullable String stage, UnaryOperator<ProgressedBuilder> details) {
        this.stage = stage;
        lastReport = nanoTime.getAsLong();
        ProgressedBuilder event =
                ProgressedBuilder.builder()
                        .id(subject.id())
                        .subject(subject.name())
                        .work(subject.work())
                        .state(state)
                        .stage(stage)
                        .elapsedSeconds((lastReport - startTime) / (double) SECOND);
        return details.apply(event).build();
    }

    private String eventId(State state) {
        return subject.id() + (state.terminal() ? "-ended" : "-" + UUID.randomUUID());
    }
}
