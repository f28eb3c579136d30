package io.conteur.modeltrainer;

import io.conteur.gpt.training.StepResult;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Trains step by step to the course's last, and validates, samples and saves on the way.
 *
 * <p>At the end the last samples go out before the last checkpoint, so that a job whose last
 * checkpoint exists has nothing left but to say so.
 */
final class TrainingLoop {
    private final Assignment assignment;
    private final Course course;
    private final Learner learner;
    private final Validations validations;
    private final Archive archive;
    private final Samples samples;

    TrainingLoop(Assignment assignment, Course course, Learner learner) {
        this.assignment = assignment;
        this.course = course;
        this.learner = learner;
        this.validations = new Validations(assignment, course, learner);
        this.archive = new Archive(assignment, course, learner);
        this.samples = new Samples(course, assignment.outboxes().stories(), assignment.pulse());
    }

    /**
     * Returns when the last checkpoint is published.
     *
     * @throws HandOverException when another worker shall go on; the steps done so far are saved
     */
    Outcome run() throws IOException {
        assignment.journal().training(learner.stepsDone(), course.steps());
        if (learner.stepsDone() == 0) {
            validations.measure(false);
        }
        Optional<Outcome> early = validations.exhausted();
        while (early.isEmpty() && learner.stepsDone() < course.steps()) {
            step();
            early = betweenSteps();
        }
        Outcome outcome = early.orElse(Outcome.COMPLETED);
        finish(outcome);
        return outcome;
    }

    private void step() {
        long began = assignment.nanoTime();
        StepResult result = stepThatFits();
        long nanos = assignment.nanoTime() - began;
        assignment.pulse().beat();
        JobEndedException.requireNumber(result.loss(), learner.stepsDone());
        assignment.studio().meters().stepped(result, nanos);
        assignment.journal().stepped(result, nanos);
    }

    private StepResult stepThatFits() {
        while (true) {
            try {
                return learner.step();
            } catch (MemoryLackException e) {
                OptionalInt tokens = learner.halveParts();
                if (tokens.isEmpty()) {
                    throw JobEndedException.failed(
                            "there is too little memory for a step: " + e.getMessage());
                }
                assignment
                        .journal()
                        .running(
                                "there was too little memory; summing gradients over parts of %d tokens"
                                        .formatted(tokens.getAsInt()));
            }
        }
    }

    /** Empty when the training goes on. */
    private Optional<Outcome> betweenSteps() {
        long step = learner.stepsDone();
        boolean last = step == course.steps();
        boolean best = !last && course.cadence().validates(step) && measure();
        if (!last && course.cadence().samples(step)) {
            samples.write(learner);
        }
        saveOrHandOver(best || !last && archive.due());
        return assignment.pulse().cancelled()
                ? Optional.of(Outcome.CANCELLED)
                : validations.exhausted();
    }

    /** A better model that comes too soon after a checkpoint is passed over for the next one. */
    private boolean measure() {
        return validations.measure(archive.affordable() || archive.due());
    }

    private void saveOrHandOver(boolean due) {
        boolean stopping = assignment.pulse().stopping();
        if (stopping || due) {
            archive.save(validations.best());
        }
        if (stopping) {
            throw new HandOverException();
        }
    }

    private void finish(Outcome outcome) throws IOException {
        validations.measure(true);
        samples.write(learner);
        Double ranking = promptRanking();
        saveOrHandOver(false);
        archive.end(validations.best(), outcome, ranking);
    }

    /** Of the checkpoint that is to answer. */
    private @Nullable Double promptRanking() throws IOException {
        PromptRanking ranking =
                new PromptRanking(
                        course.material().heldOut(),
                        course.architecture().context(),
                        assignment.pulse());
        if (!ranking.possible()) {
            return null;
        }
        assignment.journal().running("ranking prompts");
        Best best = validations.best();
        OptionalDouble share =
                best == null || best.step() == learner.stepsDone()
                        ? ranking.of(learner)
                        : rankingOf(best, ranking);
        return share.isPresent() ? share.getAsDouble() : null;
    }

    private OptionalDouble rankingOf(Best best, PromptRanking ranking) throws IOException {
        Studio studio = assignment.studio();
        Optional<Checkpoint> checkpoint = studio.shelf().at(assignment.job(), best.step());
        if (checkpoint.isEmpty()) {
            return OptionalDouble.empty();
        }
        try (Learner better =
                studio.learners().resume(checkpoint.get().folder(), course.material().training())) {
            return ranking.of(better);
        }
    }
}
