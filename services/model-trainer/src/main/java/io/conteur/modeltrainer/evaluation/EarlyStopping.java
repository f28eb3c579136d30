package io.conteur.modeltrainer.evaluation;

import io.conteur.events.training.Progressed;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.reporting.Losses;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.conteur.modeltrainer.session.TrainingSession;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Validates a model in training, remembers its best step, and ends the training after {@code
 * patience} validations without improvement.
 */
public final class EarlyStopping {
    private final JobAttempt attempt;
    private final TrainingSession session;
    private final Evaluator evaluator;
    private final TrainingMetrics metrics;
    private final int patience;
    private @Nullable EarlyStoppingState best;
    private long validatedStep;
    private double lastLoss;

    public EarlyStopping(
            JobAttempt attempt,
            TrainingSession session,
            Evaluator evaluator,
            TrainingMetrics metrics,
            PastValidations past) {
        this.attempt = attempt;
        this.session = session;
        this.evaluator = evaluator;
        this.metrics = metrics;
        this.patience =
                Objects.requireNonNullElse(attempt.job().settings().patience(), Integer.MAX_VALUE);
        this.best = past.best();
        this.validatedStep = past.lastStep();
        this.lastLoss = past.lastLoss();
    }

    /** Whether the present step was validated, perhaps before the job was resumed. */
    public boolean validated() {
        return validatedStep == session.stepsDone();
    }

    /** The step of the latest validation; -1 before the first. */
    public long validatedStep() {
        return validatedStep;
    }

    /**
     * Validates, at most once per step. True when this step is the best, of which a checkpoint is
     * to be saved.
     *
     * @param canRetain whether one can be saved now
     */
    public boolean validate(boolean canRetain) {
        if (evaluator.validation().isEmpty()) {
            return false;
        }
        if (validated()) {
            retainAfterAll(canRetain);
            return false;
        }
        attempt.progress().running("validating");
        Optional<ValidationMetrics> measured = evaluator.evaluate(session);
        measured.ifPresent(each -> remember(each, canRetain));
        return measured.isPresent() && best != null && best.step() == session.stepsDone();
    }

    /** A better step that came too soon after a checkpoint may turn out to be the last one. */
    private void retainAfterAll(boolean canRetain) {
        if (canRetain && validatedStep > 0 && (best == null || lastLoss < best.loss())) {
            best = EarlyStoppingState.after(best, validatedStep, lastLoss, true);
        }
    }

    private void remember(ValidationMetrics measured, boolean canRetain) {
        validatedStep = session.stepsDone();
        lastLoss = measured.loss();
        Losses.requireFinite(lastLoss, validatedStep);
        attempt.progress().validated(lastLoss, measured.figures());
        metrics.validated(lastLoss);
        if (validatedStep > 0) {
            best = EarlyStoppingState.after(best, validatedStep, lastLoss, canRetain);
        }
    }

    public @Nullable EarlyStoppingState best() {
        return best;
    }

    /** How the job ends when its patience is exhausted. */
    public Optional<JobOutcome> exhausted() {
        EarlyStoppingState best = this.best;
        if (best == null || best.since() < patience) {
            return Optional.empty();
        }
        String reason =
                "ended early: %d validations found no lower loss than %.3f at step %d"
                        .formatted(best.since(), best.loss(), best.step());
        return Optional.of(new JobOutcome(Progressed.State.COMPLETED, reason));
    }
}
