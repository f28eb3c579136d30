package io.conteur.events.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A round of a training job with several workers was closed, and the next one is open. Keyed by the
 * job's id. The weights of the job are those of the checkpoint with the updates of all later rounds
 * applied in order.
 *
 * @param id of the training job
 * @param round that was closed, counted from 1; 0 for the event that opens the first one
 * @param step of the job after it, the number of batches that have been assigned to workers
 * @param steps of the whole job
 * @param checkpoint to begin with
 * @param checkpointRound the last round that this checkpoint includes
 * @param update mean of the workers' updates; absent when none was counted, as when a job begins or
 *     is taken up again
 * @param precision of this update and of those that the workers send
 * @param weights SHA-256 of the weights after this round
 * @param contributions that were counted, by share
 * @param shares of the next round; none when the job has ended
 * @param wanted how many more workers could join
 */
@WithBuilder
public record RoundClosed(
        String id,
        String model,
        long round,
        long step,
        long steps,
        ArtifactReference checkpoint,
        long checkpointRound,
        @Nullable ArtifactReference update,
        UpdatePrecision precision,
        String weights,
        List<Contribution> contributions,
        List<Share> shares,
        int wanted) {
    /** Workers of a job. */
    public static final int MAX_WORKERS = 64;

    private static final int SHA_256_DIGITS = 64;

    /** In how many bits the values of a matrix are sent. */
    public enum UpdatePrecision {
        @JsonProperty("fp32")
        FP32,
        @JsonProperty("int8")
        INT8,
        @JsonProperty("int4")
        INT4
    }

    /**
     * Part of a round, for one worker.
     *
     * @param share from 0, which is the coordinator's
     * @param step before its first one: the batches of the corpus that it trains on
     * @param steps in it
     */
    public record Share(int share, String worker, long step, int steps) {
        public Share {
            EventChecks.between(share, 0, MAX_WORKERS - 1, "/share");
            EventChecks.name(worker, "/worker");
            EventChecks.between(step, 0, Long.MAX_VALUE, "/step");
            EventChecks.between(steps, 1, TrainingSettings.MAX_ROUND_STEPS, "/steps");
        }
    }

    /**
     * What a worker contributed to the round.
     *
     * @param steps that it made
     * @param tokens by which its update was weighted
     * @param trainingLoss nats per target token, mean of its steps
     */
    @WithBuilder
    public record Contribution(
            int share, String worker, int steps, long tokens, double trainingLoss) {
        public Contribution {
            EventChecks.between(share, 0, MAX_WORKERS - 1, "/share");
            EventChecks.name(worker, "/worker");
            EventChecks.between(steps, 1, TrainingSettings.MAX_ROUND_STEPS, "/steps");
            EventChecks.between(tokens, 1, Long.MAX_VALUE, "/tokens");
            EventChecks.measured(trainingLoss, "/trainingLoss");
        }
    }

    public RoundClosed {
        EventChecks.name(id, "/id");
        EventChecks.name(model, "/model");
        EventChecks.between(round, 0, Long.MAX_VALUE, "/round");
        EventChecks.between(step, 0, Long.MAX_VALUE, "/step");
        EventChecks.between(steps, 1, Long.MAX_VALUE, "/steps");
        EventChecks.between(checkpointRound, 0, Long.MAX_VALUE, "/checkpointRound");
        if ((update == null) != contributions.isEmpty()) {
            throw new InvalidEventException(
                    "/update", "must be absent when there are no contributions, else present");
        }
        if (!weights.matches("[0-9a-f]{" + SHA_256_DIGITS + "}")) {
            throw new InvalidEventException("/weights", "must be 64 lower-case hexadecimal digits");
        }
        EventChecks.between(contributions.size(), 0, MAX_WORKERS, "/contributions");
        contributions = List.copyOf(contributions);
        EventChecks.between(shares.size(), 0, MAX_WORKERS, "/shares");
        shares = List.copyOf(shares);
        EventChecks.between(wanted, 0, MAX_WORKERS, "/wanted");
    }
}
