/**
 * One training step. Begin with {@code Trainer.step}, which goes this way:
 *
 * <pre>
 * BatchSampler  --> the examples of the step
 * TrainingPath  --> loss and gradients, summed and clipped; Muon or Adam on each group of weights
 *   BlockedPath:      by BatchGradients and Optimizer of this package, in lanes and micro-batches
 *   PlainPath:        by itself and PlainOptimizer
 * LossScaler    --> the loss scale of the next fp16 step
 * </pre>
 *
 * <p>{@code TrainingOptions} are the hyperparameters; {@code TrainingCheckpoint} and {@code
 * OptimizerState} are what a resumed training needs.
 */
@NullMarked
package io.conteur.gpt.training;

import org.jspecify.annotations.NullMarked;
