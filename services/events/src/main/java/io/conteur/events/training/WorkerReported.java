package io.conteur.events.training;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A trainer that helps with another's training job reports to it: that it is ready for a share of
 * the next round, or what it has trained. Keyed by the job's id.
 *
 * @param id of the training job
 * @param worker that reports; its name is its own while it runs
 * @param round that it has trained a share of; without a share, the round that is open
 * @param share what it has trained
 * @param leaving whether it takes no further share
 */
@WithBuilder
public record WorkerReported(
        String id,
        String model,
        String worker,
        long round,
        @Nullable TrainedShare share,
        @Nullable Boolean leaving) {
    /**
     * A share that was trained.
     *
     * @param steps that were made
     * @param tokens that were trained on
     * @param trainingLoss nats per target token, mean of its steps
     * @param seconds that the steps took
     * @param update the weights before less those after, in the precision of the round
     */
    @WithBuilder
    public record TrainedShare(
            int share,
            int steps,
            long tokens,
            double trainingLoss,
            double seconds,
            ArtifactReference update) {
        public TrainedShare {
            EventChecks.between(share, 0, RoundClosed.MAX_WORKERS - 1, "/share");
            EventChecks.between(steps, 1, TrainingSettings.MAX_ROUND_STEPS, "/steps");
            EventChecks.between(tokens, 1, Long.MAX_VALUE, "/tokens");
            EventChecks.measured(trainingLoss, "/trainingLoss");
            EventChecks.measured(seconds, "/seconds");
        }
    }

    public WorkerReported {
        EventChecks.name(id, "/id");
        EventChecks.name(model, "/model");
        EventChecks.name(worker, "/worker");
        EventChecks.between(round, 1, Long.MAX_VALUE, "/round");
    }
}
