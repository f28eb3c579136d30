/**
 * One training step. Begin with {@code Trainer.step}, which goes this way:
 *
 * <pre>
 * BatchSampler   --> the examples of the step
 * BatchGradients --> loss and gradients, by lanes and micro-batches
 * Optimizer      --> gradients summed and clipped, Muon or Adam on each group of weights
 * LossScaler     --> the loss scale of the next fp16 step
 * </pre>
 *
 * <p>{@code TrainingOptions} are the hyperparameters; {@code TrainingCheckpoint} and {@code
 * OptimizerState} are what a resumed training needs.
 */
@NullMarked
package io.conteur.gpt.training;

import org.jspecify.annotations.NullMarked;
