package io.conteur.modeltrainer;

import io.conteur.events.training.Progressed.State;
import org.jspecify.annotations.Nullable;

/** How a job ended whose steps were trained. */
record Outcome(State state, @Nullable String reason) {
    static final Outcome COMPLETED = new Outcome(State.COMPLETED, null);
    static final Outcome CANCELLED = new Outcome(State.CANCELLED, JobEndedException.CANCELLED);

    static Outcome early(Best best) {
        return new Outcome(
                State.COMPLETED,
                "ended early: %d validations found no lower loss than %.3f at step %d"
                        .formatted(best.since(), best.loss(), best.step()));
    }
}
