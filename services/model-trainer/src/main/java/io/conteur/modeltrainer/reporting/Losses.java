package io.conteur.modeltrainer.reporting;

import io.conteur.events.training.ValidationFigures;
import io.conteur.workersupport.JobEndedException;
import org.jspecify.annotations.Nullable;

/**
 * The newest losses of a job, in nats per token; null before the first.
 *
 * @param training of the latest step alone
 * @param figures of the latest validation, in other units
 */
public record Losses(
        @Nullable Double training,
        @Nullable Double validation,
        @Nullable ValidationFigures figures) {
    static final Losses NONE = new Losses(null, null, null);

    /**
     * Fails the job of a diverged training.
     *
     * @throws JobEndedException when a loss is not finite
     */
    public static void requireFinite(double loss, long step) {
        if (!Double.isFinite(loss)) {
            throw JobEndedException.failed(
                    "the loss at step %d is not a number; a lower learning rate helps"
                            .formatted(step));
        }
    }

    Losses withTraining(double loss) {
        return new Losses(loss, validation, figures);
    }
}
