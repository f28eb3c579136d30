/**
 * The two ways in which a training computes its steps. Both train the same model by the same rules,
 * and differ in rounding alone.
 *
 * <pre>
 * Trainer -- TrainingPath --> BlockedPath (gpt.py): for CPUs, in blocks for their caches
 *                    `------> PlainPath (plain.py): for GPUs, in few large operations
 * </pre>
 *
 * <p>Begin with {@code TrainingPath}; {@code PathKind} says which one is taken. {@code Gpu} knows
 * the GPU of this machine, {@code StepMemory} what a step takes of it.
 */
@NullMarked
package io.conteur.gpt.path;

import org.jspecify.annotations.NullMarked;
