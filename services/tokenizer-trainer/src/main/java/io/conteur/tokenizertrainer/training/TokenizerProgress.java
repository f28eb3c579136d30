package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.workersupport.ProgressReporter;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Reports one job on {@code progress}: when its stage changes, about once a second within a stage,
 * and once when it ends.
 */
final class TokenizerProgress {
    private final ProgressReporter reporter;

    /**
     * @param request one that has an id
     * @param nanoTime a monotonic clock in nanoseconds
     */
    TokenizerProgress(
            TokenizerRequested request,
            EventPublisher<Progressed> publisher,
            LongSupplier nanoTime) {
        String id = Objects.requireNonNull(request.id());
        this.reporter =
                new ProgressReporter(
                        new ProgressReporter.Subject(id, request.name(), Work.TOKENIZER),
                        publisher,
                        nanoTime);
    }

    /**
     * The job makes progress.
     *
     * @param fraction of the whole, 0 to 1
     */
    void running(String stage, double fraction) {
        if (reporter.entering(stage) || reporter.secondPassed()) {
            reporter.report(State.RUNNING, stage, event -> event.fraction(fraction));
        }
    }

    /** The job waits for something outside this process. */
    void waiting(String reason) {
        reporter.report(State.WAITING, reason);
    }

    void completed() {
        reporter.report(State.COMPLETED, null, event -> event.fraction(1.0));
    }

    /** The job ended without a tokenizer. */
    void ended(State state, String reason) {
        reporter.report(state, null, event -> event.reason(reason));
    }
}
