package io.conteur.modeltrainer.training;

import io.conteur.events.ArtifactReference;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.messaging.TransientFailures;
import io.conteur.modeltrainer.checkpoint.CheckpointPublisher;
import io.conteur.modeltrainer.checkpoint.CheckpointStore;
import io.conteur.modeltrainer.checkpoint.JobState;
import io.conteur.modeltrainer.checkpoint.ModelCard;
import io.conteur.modeltrainer.checkpoint.RetentionPolicy;
import io.conteur.modeltrainer.evaluation.EarlyStopping;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.plan.TrainingPlan;
import io.conteur.modeltrainer.reporting.Losses;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.HandOverException;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Saves and publishes the checkpoints of a training, and deletes old ones. */
record CheckpointSaver(
        ActiveTraining training,
        CheckpointStore store,
        CheckpointPublisher publisher,
        CheckpointTimer timer,
        TrainingSteps steps,
        EarlyStopping validation) {
    private static final Logger LOG = Logger.getLogger(CheckpointSaver.class);

    /** A checkpoint is due after the latest step. */
    boolean due() {
        return timer.dueAfter(training.session().stepsDone());
    }

    /** A checkpoint of a better model may be saved now; one that comes too soon is skipped. */
    boolean affordable() {
        return timer.affordable() || due();
    }

    /** Saves a checkpoint if it is due; see {@link #handOverIfStopping}. */
    void saveOrHandOver(boolean due) {
        handOverIfStopping();
        if (due) {
            timer.time(this::save);
        }
    }

    /**
     * Continues unless the job has to stop.
     *
     * @throws HandOverException when the job has to stop; its latest step is saved
     */
    void handOverIfStopping() {
        if (training.control().stopping()) {
            timer.time(this::save);
            throw new HandOverException();
        }
    }

    /** Saves a checkpoint that is not to answer prompts. */
    void saveUnpublished() {
        var unused = saveWithRetries(state(null, null));
    }

    private void save() {
        JobState state = state(null, null);
        ArtifactReference saved = saveWithRetries(state);
        if (state.hasLearnt()) {
            publisher.publish(training.attempt(), state, saved);
        }
        prune(state, steps.checkpointsInUse());
    }

    /** Saves the final checkpoint, and publishes the best one as the model to answer with. */
    void saveFinal(JobOutcome outcome, @Nullable Double promptRanking) throws IOException {
        JobState state = state(outcome, promptRanking);
        ArtifactReference saved = saveWithRetries(state);
        if (state.hasLearnt()) {
            publisher.publishFinal(training.attempt(), state, saved);
        }
        prune(state, 1);
    }

    /** Retries while the store cannot be written to; the training waits. */
    private ArtifactReference saveWithRetries(JobState state) {
        ArtifactReference saved =
                training.attempt()
                        .retrying(
                                "step %d cannot be saved".formatted(state.step()),
                                () ->
                                        store.save(
                                                training.job(),
                                                state,
                                                folder -> write(state, folder)));
        steps.saved(saved);
        return saved;
    }

    private void prune(JobState state, int inUse) {
        RetentionPolicy policy = RetentionPolicy.of(training.job().settings()).atLeast(inUse);
        try {
            store.prune(training.job(), policy, state.bestStep());
        } catch (IOException e) {
            // The next checkpoint deletes what this one leaves.
            LOG.warnf("old checkpoints stay for now: %s", TransientFailures.describe(e));
        }
        training.control().beat();
    }

    private void write(JobState state, Path folder) throws IOException {
        Tokenizer tokenizer = training.plan().tokenizer().tokenizer();
        training.session().save(folder);
        steps.writeTo(folder);
        tokenizer.saveTo(folder);
        CheckpointFolder.writeTokenIds(
                folder, tokenizer.startId(), tokenizer.endId(), tokenizer.paddingId());
        ModelCard.write(folder, training.job(), training.plan().architecture(), state);
        training.progress().history().writeTo(folder);
    }

    private JobState state(@Nullable JobOutcome outcome, @Nullable Double promptRanking) {
        TrainingPlan plan = training.plan();
        Losses losses = training.progress().losses();
        return new JobState(
                training.job().digest(),
                training.session().stepsDone(),
                plan.steps(),
                plan.corpus(),
                plan.tokenizer().artifact(),
                plan.architecture().vocabulary(),
                plan.architecture().context(),
                plan.architecture().parameters(),
                losses.training(),
                losses.validation(),
                losses.figures(),
                validation.best(),
                outcome,
                promptRanking,
                training.session().device(),
                training.session().lanes(),
                plan.splitMethod(),
                steps.round(),
                steps.round() == null ? null : training.job().request(),
                validation.validatedStep());
    }
}
