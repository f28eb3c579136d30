package io.conteur.modeltrainer.training;

import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.plan.TrainingPlan;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.reporting.TrainingProgress;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.workersupport.JobControl;

/** A model in training, the plan it follows and the attempt it belongs to. */
public record ActiveTraining(JobAttempt attempt, TrainingPlan plan, TrainingSession session) {
    JobSpec job() {
        return attempt.job();
    }

    JobControl control() {
        return attempt.control();
    }

    TrainingProgress progress() {
        return attempt.progress();
    }
}
