package io.conteur.events.training;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A trainer begins to encode a shard of a training job's corpus, so that other trainers take other
 * shards. Keyed by the job's id. Of several claims to a shard, the first in the topic counts.
 *
 * @param id of the training job
 * @param worker that claims
 * @param coordinator the trainer that held the job's request when the worker read of the corpus
 * @param workers the most trainers that encode the corpus, the coordinator included
 * @param shard counted from 0; absent when the worker claims no further one, and, from the
 *     coordinator, when there is nothing left to claim
 */
@WithBuilder
public record ShardClaimed(
        String id,
        String model,
        String worker,
        String coordinator,
        int workers,
        ArtifactReference corpus,
        ArtifactReference tokenizer,
        @Nullable Integer shard) {
    public ShardClaimed {
        EventChecks.name(id, "/id");
        EventChecks.name(model, "/model");
        EventChecks.name(worker, "/worker");
        EventChecks.name(coordinator, "/coordinator");
        EventChecks.between(workers, 1, RoundClosed.MAX_WORKERS, "/workers");
        if (shard != null) {
            EventChecks.between(shard, 0, Integer.MAX_VALUE, "/shard");
        }
    }
}
