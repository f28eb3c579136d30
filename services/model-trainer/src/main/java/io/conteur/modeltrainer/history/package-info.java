/**
 * The curves of a training, in files of each checkpoint. Begin with {@code TrainingHistory}; {@code
 * MetricsFile} is for any program, {@code EventFile} for TensorBoard.
 */
@NullMarked
package io.conteur.modeltrainer.history;

import org.jspecify.annotations.NullMarked;
