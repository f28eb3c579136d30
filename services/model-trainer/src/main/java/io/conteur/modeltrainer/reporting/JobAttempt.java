package io.conteur.modeltrainer.reporting;

import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.workersupport.JobControl;

/**
 * One attempt at a job.
 *
 * @param publishers opened for this attempt
 * @param control tells the attempt to stop
 */
public record JobAttempt(
        JobSpec job, JobPublishers publishers, TrainingProgress progress, JobControl control) {}
