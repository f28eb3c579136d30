package io.conteur.modeltrainer;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The validations of a job, and the best of them. */
final class Validations {
    private final Assignment assignment;
    private final Learner learner;
    private final Validation validation;
    private final int patience;
    private @Nullable Best best;
    private long measuredAt = -1;
    private double lastLoss;

    Validations(Assignment assignment, Course course, Learner learner) {
        this.assignment = assignment;
        this.learner = learner;
        this.validation = new Validation(course.material().heldOut(), assignment.pulse());
        this.patience =
                Objects.requireNonNullElse(
                        assignment.job().settings().patience(), Integer.MAX_VALUE);
        this.best = course.best().orElse(null);
    }

    /**
     * Measures the model as it is, once per step; true when it is the best trained one so far, of
     * which a checkpoint is to be kept.
     *
     * @param keeps whether that can be done
     */
    boolean measure(boolean keeps) {
        if (validation.heldOut().isEmpty()) {
            return false;
        }
        if (measuredAt == learner.stepsDone()) {
            keepAfterAll(keeps);
            return false;
        }
        assignment.journal().running("validating");
        Optional<Measure> found = validation.of(learner);
        found.ifPresent(measure -> remember(measure, keeps));
        return found.isPresent() && best != null && best.step() == learner.stepsDone();
    }

    /** The step that was measured last and passed over may be the one that a job ends with. */
    private void keepAfterAll(boolean keeps) {
        if (keeps && measuredAt > 0 && (best == null || lastLoss < best.loss())) {
            best = Best.of(best, measuredAt, lastLoss, true);
        }
    }

    private void remember(Measure measure, boolean keeps) {
        measuredAt = learner.stepsDone();
        lastLoss = measure.loss();
        JobEndedException.requireNumber(measure.loss(), measuredAt);
        assignment.journal().validated(measure);
        assignment.studio().meters().validated(measure.loss());
        if (measuredAt > 0) {
            best = Best.of(best, measuredAt, measure.loss(), keeps);
        }
    }

    @Nullable Best best() {
        return best;
    }

    /** The training is to end because no validation of late was better. */
    Optional<Outcome> exhausted() {
        Best best = this.best;
        return best != null && best.since() >= patience
                ? Optional.of(Outcome.early(best))
                : Optional.empty();
    }
}
