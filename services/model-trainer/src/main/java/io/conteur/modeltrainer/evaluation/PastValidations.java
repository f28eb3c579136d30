package io.conteur.modeltrainer.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * The validations of a job before it was resumed.
 *
 * @param best null before the first that counts
 * @param lastStep the step of the latest one; -1 when there is none
 * @param lastLoss its loss, in nats per token; not a number when it is not known
 */
public record PastValidations(@Nullable EarlyStoppingState best, long lastStep, double lastLoss) {
    public static final PastValidations NONE = new PastValidations(null, -1, Double.NaN);
}
