package io.conteur.modeltrainer.reporting;

import io.conteur.events.training.ValidationFigures;
import org.jspecify.annotations.Nullable;

/**
 * The newest losses of a job, in nats per token; null before the first.
 *
 * @param training of the latest step alone
 * @param figures of the last validation, in other units
 */
public record Losses(
        @Nullable Double training,
        @Nullable Double validation,
        @Nullable ValidationFigures figures) {
    static final Losses NONE = new Losses(null, null, null);

    Losses withTraining(double loss) {
        return new Losses(loss, validation, figures);
    }
}
