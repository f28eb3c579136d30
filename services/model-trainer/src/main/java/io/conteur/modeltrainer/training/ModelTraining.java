package io.conteur.modeltrainer.training;

import io.conteur.modeltrainer.checkpoint.CheckpointPublisher;
import io.conteur.modeltrainer.checkpoint.JobState;
import io.conteur.modeltrainer.checkpoint.StartingPoint;
import io.conteur.modeltrainer.checkpoint.StartingPointResolver;
import io.conteur.modeltrainer.checkpoint.StoredCheckpoint;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.plan.TrainingPlan;
import io.conteur.modeltrainer.plan.TrainingPlanner;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;

/** Trains a job's model, or resumes its training, or publishes again how it ended. */
public record ModelTraining(
        StartingPointResolver startingPoints,
        CheckpointPublisher publisher,
        TrainingPlanner planner,
        PlanExecutor executor) {
    /**
     * Finds where the job starts.
     *
     * @throws JobEndedException when it cannot, because its request is wrong or its id is that of
     *     another job
     * @throws HandOverException when the job has to stop
     */
    public StartingPoint begin(JobAttempt attempt) throws IOException {
        JobSpec job = attempt.job();
        job.requireShortId();
        Hyperparameters.of(job).requireConsistent();
        StartingPoint start = startingPoints.resolve(attempt);
        if (start.newest().isPresent()) {
            requireSameRequest(job, start.newest().get().state());
        }
        return start;
    }

    /**
     * Returns when the job's final checkpoint is published.
     *
     * @throws JobEndedException when it ends without one
     * @throws HandOverException when the job has to stop
     */
    public JobOutcome run(JobAttempt attempt, StartingPoint start) throws IOException {
        if (start.newest().isEmpty()) {
            return train(attempt, start);
        }
        StoredCheckpoint newest = start.newest().get();
        JobOutcome outcome = newest.state().outcome();
        if (outcome != null && newest.state().finished()) {
            return publishAgain(attempt, newest, outcome);
        }
        if (attempt.control().cancelled()) {
            return publishAgain(attempt, newest, JobOutcome.CANCELLED);
        }
        if (newest.state().hasLearnt()) {
            // The worker that saved the checkpoint may have crashed before it published it.
            publisher.publish(attempt, newest.state(), newest.artifact());
        }
        return train(attempt, start);
    }

    private static void requireSameRequest(JobSpec job, JobState state) {
        if (!state.request().equals(job.digest())) {
            throw JobEndedException.rejected(
                    "another request for this model had the same id; take a new one");
        }
    }

    private JobOutcome publishAgain(
            JobAttempt attempt, StoredCheckpoint checkpoint, JobOutcome outcome)
            throws IOException {
        JobState state = checkpoint.state();
        attempt.progress().restore(state.step(), state.steps(), state.losses());
        if (state.hasLearnt()) {
            publisher.publishFinal(attempt, state, checkpoint.artifact());
        }
        return outcome;
    }

    private JobOutcome train(JobAttempt attempt, StartingPoint start) throws IOException {
        attempt.control().beatOrStop();
        try (TrainingPlan plan = planner.plan(attempt, start)) {
            return executor.execute(attempt, plan);
        }
    }
}
