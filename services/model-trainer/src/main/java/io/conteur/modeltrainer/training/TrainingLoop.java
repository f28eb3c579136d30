package io.conteur.modeltrainer.training;

import io.conteur.modeltrainer.evaluation.EarlyStopping;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.plan.StepIntervals;
import io.conteur.workersupport.HandOverException;
import java.util.Optional;

/**
 * The training loop: one optimizer step after the other to the plan's last, with validations,
 * sample stories and checkpoints between them.
 */
final class TrainingLoop {
    private final ActiveTraining training;
    private final StepRunner steps;
    private final EarlyStopping validation;
    private final SampleStoryPublisher samples;
    private final CheckpointSaver checkpoints;

    TrainingLoop(
            ActiveTraining training,
            StepRunner steps,
            EarlyStopping validation,
            SampleStoryPublisher samples,
            CheckpointSaver checkpoints) {
        this.training = training;
        this.steps = steps;
        this.validation = validation;
        this.samples = samples;
        this.checkpoints = checkpoints;
    }

    /**
     * Returns how the job ends.
     *
     * @throws HandOverException when the job has to stop; its last step is saved
     */
    JobOutcome run() {
        int last = training.plan().steps();
        training.progress().training(step(), last);
        if (step() == 0) {
            validation.validate(false);
        }
        Optional<JobOutcome> early = validation.exhausted();
        while (early.isEmpty() && step() < last) {
            steps.step();
            afterStep(step() == last);
            early =
                    training.control().cancelled()
                            ? Optional.of(JobOutcome.CANCELLED)
                            : validation.exhausted();
        }
        return early.orElse(JobOutcome.COMPLETED);
    }

    private long step() {
        return training.session().stepsDone();
    }

    /** After the last step, the end of the training does all of this. */
    private void afterStep(boolean last) {
        StepIntervals intervals = training.plan().intervals();
        boolean best =
                !last
                        && intervals.validatesAfter(step())
                        && validation.validate(checkpoints.affordable());
        boolean ends = last || validation.exhausted().isPresent() || training.control().cancelled();
        if (!ends && intervals.samplesAfter(step())) {
            samples.publish();
        }
        checkpoints.saveOrHandOver(best || !last && checkpoints.due(), validation.best());
    }
}
