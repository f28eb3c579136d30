/**
 * Training by a plan, from the first or resumed step to the last checkpoint. Begin with {@code
 * ModelTraining}.
 *
 * <pre>
 * ModelTraining ─► TrainingPlanner ─► PlanExecutor ─► TrainingLoop ─► StepRunner
 *       │                                                  │ EarlyStopping
 *       └─► CheckpointPublisher            CheckpointSaver ┴ SampleStoryPublisher
 * </pre>
 */
@NullMarked
package io.conteur.modeltrainer.training;

import org.jspecify.annotations.NullMarked;
