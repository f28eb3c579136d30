package io.conteur.modeltrainer.training;

import io.conteur.events.ArtifactReference;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.modeltrainer.checkpoint.CheckpointPublisher;
import io.conteur.modeltrainer.checkpoint.CheckpointStore;
import io.conteur.modeltrainer.checkpoint.JobState;
import io.conteur.modeltrainer.checkpoint.StoredCheckpoint;
import io.conteur.modeltrainer.evaluation.EarlyStopping;
import io.conteur.modeltrainer.evaluation.Evaluator;
import io.conteur.modeltrainer.evaluation.PastValidations;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.plan.TrainingPlan;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains by a plan: opens the session, runs the loop, and saves the end.
 *
 * <p>At the end, stories are sampled before the final checkpoint is saved. So a job whose final
 * checkpoint exists has nothing left to do but to publish its outcome.
 */
public record PlanExecutor(
        CheckpointStore store,
        CheckpointPublisher publisher,
        TrainingSessionFactory sessions,
        TrainingMetrics metrics,
        RoundParts rounds,
        LongSupplier nanoTime) {
    /**
     * Returns when the final checkpoint is published.
     *
     * @throws JobEndedException when the training fails
     * @throws HandOverException when the job has to stop; its latest step is saved
     */
    JobOutcome execute(JobAttempt attempt, TrainingPlan plan) throws IOException {
        try (TrainingSession session = open(attempt, plan)) {
            metrics.trainingBegan();
            ActiveTraining training = new ActiveTraining(attempt, plan, session);
            EarlyStopping validation =
                    new EarlyStopping(
                            attempt,
                            session,
                            new Evaluator(plan.dataset().validation(), attempt.control()),
                            metrics,
                            plan.start()
                                    .newest()
                                    .map(newest -> newest.state().pastValidations())
                                    .orElse(PastValidations.NONE));
            CheckpointTimer timer = new CheckpointTimer(plan.intervals(), metrics, nanoTime);
            TrainingSteps steps = steps(training);
            CheckpointSaver saver =
                    new CheckpointSaver(training, store, publisher, timer, steps, validation);
            SampleStoryPublisher samples = new SampleStoryPublisher(training);
            TrainingLoop loop = new TrainingLoop(training, steps, validation, samples, saver);
            steps.begin(saver);
            JobOutcome outcome = loop.run();
            steps.end();
            if (session.stepsDone() > 0) {
                validation.validate(/* canRetain= */ true);
                samples.publish();
            }
            Double ranking = new BestModelRanking(training, store, sessions).of(validation.best());
            saver.handOverIfStopping();
            saver.saveFinal(outcome, ranking);
            return outcome;
        } finally {
            metrics.trainingEnded();
        }
    }

    private TrainingSteps steps(ActiveTraining training) {
        StepRunner steps = new StepRunner(training, metrics, nanoTime);
        return training.plan().hyperparameters().workers() > 1
                ? new RoundRunner(training, steps, rounds)
                : steps;
    }

    /** A checkpoint moves between machines; their rounding differs, so losses differ slightly. */
    private static void reportMove(JobAttempt attempt, JobState state, TrainingSession session) {
        if (state.device() == null) {
            return;
        }
        String before = computedBy(state.device(), state.lanes());
        String now = computedBy(session.device(), session.lanes());
        if (!before.equals(now)) {
            attempt.progress()
                    .running(
                            "going on from step %d on %s; it was trained on %s"
                                    .formatted(state.step(), now, before));
        }
    }

    private static String computedBy(String device, @Nullable Integer lanes) {
        return lanes == null ? device : "%s with %d threads".formatted(device, lanes);
    }

    private TrainingSession open(JobAttempt attempt, TrainingPlan plan) throws IOException {
        ExampleSource examples = plan.dataset().training();
        Optional<StoredCheckpoint> newest = plan.start().newest();
        if (newest.isPresent()) {
            Path folder = store.present(newest.get()).folder();
            JobState state = newest.get().state();
            attempt.progress().restore(state.step(), state.steps(), state.losses());
            attempt.progress().history().restore(folder);
            TrainingSession session = sessions.resume(folder, examples);
            reportMove(attempt, state, session);
            return session;
        }
        TrainingOptions options = plan.hyperparameters().options(plan.steps());
        ArtifactReference model = plan.start().model();
        if (model == null) {
            return sessions.start(plan.architecture(), options, examples);
        }
        Path folder = store.present(model, Objects.requireNonNull(plan.start().folder()));
        attempt.progress().history().restore(folder);
        return sessions.startFrom(folder, options, examples);
    }
}
