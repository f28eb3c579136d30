/**
 * Trainings by Kafka: {@code TrainCommand} requests one, {@code TrainingFollower} follows it, and
 * {@code TrainingJobs} reads those that there are. Begin with {@code TrainCommand}.
 */
@NullMarked
package io.conteur.cli.training;

import org.jspecify.annotations.NullMarked;
