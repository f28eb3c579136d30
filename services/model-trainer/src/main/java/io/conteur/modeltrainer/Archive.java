package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.messaging.Backoff;
import io.conteur.messaging.TransientFailures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the checkpoints of a job, publishes them, and forgets old ones. */
final class Archive {
    private static final Logger LOG = Logger.getLogger(Archive.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final Assignment assignment;
    private final Course course;
    private final Learner learner;
    private final Retention retention;
    private long lastSave;
    private long nanosOfLast;

    Archive(Assignment assignment, Course course, Learner learner) {
        this.assignment = assignment;
        this.course = course;
        this.learner = learner;
        this.retention = Retention.of(assignment.job().settings());
        this.lastSave = assignment.nanoTime();
    }

    /** A checkpoint is due after the step just done. */
    boolean due() {
        return course.cadence().saves(learner.stepsDone(), sinceLast(), nanosOfLast);
    }

    /** A checkpoint now would not take more of the time than checkpoints may. */
    boolean affordable() {
        return Cadence.affords(sinceLast(), nanosOfLast);
    }

    private long sinceLast() {
        return assignment.nanoTime() - lastSave;
    }

    /** Saves the model on its way. */
    void save(@Nullable Best best) {
        long began = assignment.nanoTime();
        SavedJob saved = saved(best, null, null);
        publish(assignment, saved.event(assignment.job(), keep(saved)));
        prune(saved);
        nanosOfLast = lastSave - began;
        assignment.studio().meters().saved(nanosOfLast);
    }

    /** Saves the model at its end, and has the best one answer. */
    void end(@Nullable Best best, Outcome outcome, @Nullable Double promptRanking)
            throws IOException {
        SavedJob saved = saved(best, outcome, promptRanking);
        ArtifactReference artifact = keep(saved);
        publishEnd(assignment, saved, artifact);
        prune(saved);
    }

    /** Publishes a checkpoint's event; a repeat has the same id. */
    static void publish(Assignment assignment, CheckpointPublished event) {
        publish(assignment, event, "");
    }

    /**
     * Publishes how a job ended: its last checkpoint, and when an earlier one is better, that one
     * after it, because the newest event of a model is the one that answers.
     */
    static void publishEnd(Assignment assignment, SavedJob last, ArtifactReference artifact)
            throws IOException {
        Job job = assignment.job();
        Optional<Checkpoint> better =
                last.bestStep() == last.step()
                        ? Optional.empty()
                        : assignment.studio().shelf().at(job, last.bestStep());
        if (better.isEmpty()) {
            publish(assignment, last.lastEvent(job, artifact, last.promptRanking()));
            return;
        }
        publish(assignment, last.event(job, artifact));
        SavedJob best = better.get().saved();
        publish(
                assignment,
                best.lastEvent(job, better.get().artifact(), last.promptRanking()),
                "-best");
    }

    private static void publish(Assignment assignment, CheckpointPublished event, String suffix) {
        String id = "%s-step-%08d%s".formatted(event.id(), event.step(), suffix);
        assignment.outboxes().checkpoints().publish(event.model(), event, id);
    }

    /** Waits, and the training with it, while there is no place to save to. */
    private ArtifactReference keep(SavedJob saved) {
        Backoff backoff = new Backoff(FIRST_PAUSE);
        while (true) {
            try {
                return assignment.studio().shelf().keep(assignment.job(), saved, this::write);
            } catch (IOException e) {
                assignment
                        .journal()
                        .waiting(
                                "step %d cannot be saved, trying again: %s"
                                        .formatted(saved.step(), TransientFailures.describe(e)));
                assignment.pulse().pause(backoff.next());
            }
        }
    }

    private void prune(SavedJob saved) {
        try {
            assignment.studio().shelf().prune(assignment.job(), retention, saved.bestStep());
        } catch (IOException e) {
            // The next checkpoint's pruning finds what this one leaves behind.
            LOG.warnf("old checkpoints stay for now: %s", TransientFailures.describe(e));
        }
        assignment.pulse().beat();
        lastSave = assignment.nanoTime();
    }

    private void write(Path folder) throws IOException {
        learner.save(folder);
        course.tokenizer().tokenizer().saveTo(folder);
    }

    private SavedJob saved(
            @Nullable Best best, @Nullable Outcome outcome, @Nullable Double promptRanking) {
        Journal journal = assignment.journal();
        return new SavedJob(
                assignment.job().digest(),
                learner.stepsDone(),
                course.steps(),
                course.corpus(),
                course.tokenizer().artifact(),
                course.architecture().vocabulary(),
                course.architecture().context(),
                course.architecture().parameters(),
                journal.lastLoss(),
                journal.validationLoss(),
                journal.validation(),
                best,
                outcome,
                promptRanking);
    }
}
