/**
 * All decisions before the first step: sources, architecture, memory, dataset and number of steps.
 * Begin with {@code TrainingPlanner}.
 */
@NullMarked
package io.conteur.modeltrainer.plan;

import org.jspecify.annotations.NullMarked;
