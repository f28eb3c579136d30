package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.gpt.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * Trains step by step to the course's last, and validates, samples and saves on the way.
 *
 * <p>At the end the last samples go out before the last checkpoint, so that a job whose last
 * checkpoint exists has nothing left but to say so.
 */
final class TrainingLoop {
    private final Course course;
    private final Learner learner;
    private final Journal journal;
    private final Studio studio;
    private final Validation validation;
    private final Samples samples;
    private long lastSave;

    TrainingLoop(Course course, Learner learner, Journal journal, Studio studio) {
        this.course = course;
        this.learner = learner;
        this.journal = journal;
        this.studio = studio;
        this.validation = new Validation(course.material().validation(), studio.pulse());
        this.samples = new Samples(course, studio.outboxes().stories(), studio.pulse());
    }

    /**
     * Returns when the last checkpoint is published.
     *
     * @throws HandOverException when the job shall stop; the steps done so far are saved
     */
    void run() throws IOException {
        lastSave = studio.nanoTime().getAsLong();
        journal.training(learner.stepsDone(), course.steps());
        if (learner.stepsDone() == 0) {
            validate();
        }
        while (learner.stepsDone() < course.steps()) {
            step();
            if (learner.stepsDone() < course.steps()) {
                betweenSteps();
            }
        }
        validate();
        samples.write(learner);
        save();
    }

    private void step() {
        long began = studio.nanoTime().getAsLong();
        StepResult result = learner.step();
        long nanos = studio.nanoTime().getAsLong() - began;
        studio.pulse().beat();
        requireNumber(result.loss());
        studio.meters().stepped(result, nanos);
        journal.stepped(result, nanos);
    }

    private void requireNumber(double loss) {
        if (!Double.isFinite(loss)) {
            throw JobEndedException.failed(
                    "the loss at step %d is not a number; a lower learning rate helps"
                            .formatted(learner.stepsDone()));
        }
    }

    private void betweenSteps() throws IOException {
        long step = learner.stepsDone();
        if (course.cadence().validates(step)) {
            validate();
        }
        if (course.cadence().samples(step)) {
            samples.write(learner);
        }
        boolean stopping = studio.pulse().stopping();
        if (stopping || course.cadence().saves(step, studio.nanoTime().getAsLong() - lastSave)) {
            save();
        }
        if (stopping) {
            throw new HandOverException();
        }
    }

    private void validate() {
        if (course.material().validation().isEmpty()) {
            return;
        }
        journal.running("validating");
        OptionalDouble loss = validation.loss(learner);
        if (loss.isPresent()) {
            requireNumber(loss.getAsDouble());
            journal.validated(loss.getAsDouble());
            studio.meters().validated(loss.getAsDouble());
        }
    }

    private void save() throws IOException {
        SavedJob saved = savedJob();
        ArtifactReference artifact = studio.shelf().keep(course.job(), saved, this::write);
        ModelTraining.publish(studio, course.job(), saved.event(course.job(), artifact));
        studio.shelf().prune(course.job());
        studio.pulse().beat();
        lastSave = studio.nanoTime().getAsLong();
    }

    private void write(Path folder) throws IOException {
        learner.save(folder);
        course.tokenizer().tokenizer().saveTo(folder);
    }

    private SavedJob savedJob() {
        return new SavedJob(
                course.job().digest(),
                learner.stepsDone(),
                course.steps(),
                course.tokenizer().artifact(),
                course.architecture().vocabulary(),
                course.architecture().context(),
                course.architecture().parameters(),
                journal.lastLoss(),
                journal.validationLoss());
    }
}
