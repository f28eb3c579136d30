package io.conteur.modeltrainer.training;

import io.conteur.modeltrainer.evaluation.EarlyStopping;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.plan.StepIntervals;
import io.conteur.workersupport.HandOverException;
import java.util.Optional;

/**
 * The training loop: one step, or round of steps, after the other to the plan's final one, with
 * validations, sample stories and checkpoints between them.
 */
record TrainingLoop(
        ActiveTraining training,
        TrainingSteps steps,
        EarlyStopping validation,
        SampleStoryPublisher samples,
        CheckpointSaver saver) {
    /**
     * Returns how the job ends.
     *
     * @throws HandOverException when the job has to stop; its latest step is saved
     */
    JobOutcome run() {
        int finalStep = training.plan().steps();
        training.progress().training(step(), finalStep);
        if (step() == 0) {
            validation.validate(/* canRetain= */ false);
        } else if (step() < finalStep) {
            makeUpForHandOver();
        }
        Optional<JobOutcome> early = validation.exhausted();
        while (early.isEmpty() && step() < finalStep) {
            long before = step();
            steps.advance();
            if (step() > before) {
                afterStep(step() == finalStep);
            } else { // Its share of a round is lost.
                saver.handOverIfStopping();
            }
            early =
                    training.control().cancelled()
                            ? Optional.of(JobOutcome.CANCELLED)
                            : validation.exhausted();
        }
        return early.orElse(JobOutcome.COMPLETED);
    }

    /** A job that stops at a step saves it without its validation and samples. */
    private void makeUpForHandOver() {
        StepIntervals intervals = training.plan().intervals();
        if (intervals.validatesAfter(step()) && !validation.validated()) {
            validation.validate(/* canRetain= */ true);
            if (intervals.samplesAfter(step())) {
                samples.publish();
            }
        }
    }

    private long step() {
        return training.session().stepsDone();
    }

    /** After the final step, {@link PlanExecutor#execute} does all of this. */
    private void afterStep(boolean isFinal) {
        StepIntervals intervals = training.plan().intervals();
        boolean best =
                !isFinal
                        && intervals.validatesAfter(step())
                        && validation.validate(saver.affordable());
        boolean ends =
                isFinal || validation.exhausted().isPresent() || training.control().cancelled();
        if (!ends && intervals.samplesAfter(step())) {
            samples.publish();
        }
        // A job that ends here saves how it ended, under the same key.
        saver.saveOrHandOver(!ends && (best || saver.due()));
    }
}
