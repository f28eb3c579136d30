package io.conteur.modeltrainer.job;

import io.conteur.events.training.Progressed.State;
import io.conteur.workersupport.JobEndedException;
import org.jspecify.annotations.Nullable;

/** How a job ended after training steps. */
public record JobOutcome(State state, @Nullable String reason) {
    public static final JobOutcome COMPLETED = new JobOutcome(State.COMPLETED, null);
    public static final JobOutcome CANCELLED =
            new JobOutcome(State.CANCELLED, JobEndedException.CANCELLED);
}
