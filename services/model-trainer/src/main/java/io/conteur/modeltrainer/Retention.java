package io.conteur.modeltrainer;

import io.conteur.events.training.TrainingSettings;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints of a job are kept: the last few, the best, and those of every so many steps.
 *
 * @param every steps; null for none
 */
record Retention(int last, @Nullable Integer every) {
    private static final int LAST = 3;

    static Retention of(TrainingSettings settings) {
        return new Retention(
                Objects.requireNonNullElse(settings.keepLast(), LAST), settings.keepEverySteps());
    }

    /**
     * Steps whose checkpoints go.
     *
     * @param steps ascending
     */
    List<Long> superfluous(List<Long> steps, long best) {
        return steps.subList(0, Math.max(0, steps.size() - last)).stream()
                .filter(step -> step != best && (every == null || step % every != 0))
                .toList();
    }
}
