package io.conteur.tokenizertrainer;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.ProgressedBuilder;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.messaging.producer.EventPublisher;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells on {@code progress} how one job stands: when its stage changes, about once a second within
 * a stage, and exactly once that it ended.
 */
final class Journal {
    private static final long SECOND = 1_000_000_000L;

    private final String id;
    private final String name;
    private final EventPublisher<Progressed> outbox;
    private final LongSupplier nanoTime;
    private final long began;
    private long lastTold;
    private @Nullable String stage;

    /**
     * Opens the journal of a job.
     *
     * @param request one that has an id
     */
    Journal(TokenizerRequested request, EventPublisher<Progressed> outbox, LongSupplier nanoTime) {
        this.id = Objects.requireNonNull(request.id());
        this.name = request.name();
        this.outbox = outbox;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.lastTold = began;
    }

    void running(String stage, double fraction) {
        if (!stage.equals(this.stage) || nanoTime.getAsLong() - lastTold >= SECOND) {
            this.stage = stage;
            tell(State.RUNNING, fraction, null);
        }
    }

    void completed() {
        stage = null;
        tell(State.COMPLETED, 1.0, null);
    }

    void rejected(String reason) {
        stage = null;
        tell(State.REJECTED, null, reason);
    }

    /** Trying again would end in the same way. */
    void failed(String reason) {
        stage = null;
        tell(State.FAILED, null, reason);
    }

    /** The job cannot go on by itself right now. */
    void waiting(String reason) {
        stage = reason;
        tell(State.WAITING, null, null);
    }

    private void tell(State state, @Nullable Double fraction, @Nullable String reason) {
        lastTold = nanoTime.getAsLong();
        outbox.publish(name, event(state, fraction, reason), eventId(state));
    }

    /** A repeat of the job ends under the same event id. */
    private String eventId(State state) {
        return id + (state.terminal() ? "-ended" : "-" + UUID.randomUUID());
    }

    private Progressed event(State state, @Nullable Double fraction, @Nullable String reason) {
        double elapsedSeconds = (lastTold - began) / (double) SECOND;
        return ProgressedBuilder.builder()
                .id(id)
                .subject(name)
                .work(Work.TOKENIZER)
                .state(state)
                .stage(stage)
                .fraction(fraction)
                .elapsedSeconds(elapsedSeconds)
                .reason(reason)
                .build();
    }
}
