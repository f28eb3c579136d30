/**
 * Training by a plan, from the first or resumed step to the final checkpoint. Begin with {@code
 * ModelTraining}.
 *
 * <pre>
 * ModelTraining ─┬─► TrainingPlanner
 *                └─► PlanExecutor ─┬─► TrainingLoop ─► StepRunner, EarlyStopping, SampleStoryPublisher
 *                                  ├─► BestModelRanking
 *                                  └─► CheckpointSaver ─► CheckpointPublisher
 * </pre>
 */
@NullMarked
package io.conteur.modeltrainer.training;

import org.jspecify.annotations.NullMarked;
