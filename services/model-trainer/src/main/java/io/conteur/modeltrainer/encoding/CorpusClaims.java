package io.conteur.modeltrainer.encoding;

import io.conteur.events.training.ShardClaimed;
import io.conteur.modeltrainer.registry.ChangeSignal;
import io.conteur.workersupport.HandOverException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims to the shards of a job's corpus since its newest coordinator offered them.
 * Thread-safe.
 */
public final class CorpusClaims {
    private @Nullable ShardClaimed offer;
    private final Map<Integer, String> owners = new HashMap<>();

    /** What each worker encodes now. */
    private final Map<String, Integer> current = new HashMap<>();

    private final Set<String> helpers = new HashSet<>();
    private final ChangeSignal signal = new ChangeSignal();

    /** Adds an event of the job, in the order of the topic. */
    public synchronized void add(ShardClaimed claim) {
        if (claim.worker().equals(claim.coordinator())) {
            offered(claim);
        } else if (!openTo(claim.worker(), claim.coordinator())) {
            return;
        } else {
            helpers.add(claim.worker());
        }
        current.remove(claim.worker());
        Integer shard = claim.shard();
        if (shard != null && owners.putIfAbsent(shard, claim.worker()) == null) {
            current.put(claim.worker(), shard);
        }
        signal.changed();
    }

    /** The first offer of a coordinator and its last forget what was claimed before. */
    private void offered(ShardClaimed claim) {
        ShardClaimed before = offer;
        if (before == null
                || before.shard() == null
                || claim.shard() == null
                || !before.coordinator().equals(claim.coordinator())) {
            owners.clear();
            current.clear();
            helpers.clear();
        }
        offer = claim;
    }

    /** The newest event of the coordinator, if shards can be claimed. */
    public synchronized Optional<ShardClaimed> offer() {
        return Optional.ofNullable(offer).filter(claim -> claim.shard() != null);
    }

    /**
     * Whether a worker that helps can claim shards.
     *
     * @param coordinator that it knows
     */
    public synchronized boolean openTo(String worker, String coordinator) {
        return offer().filter(claim -> claim.coordinator().equals(coordinator))
                .filter(claim -> helpers.contains(worker) || helpers.size() < claim.workers() - 1)
                .isPresent();
    }

    /** Who has claimed a shard, if this is still the coordinator. */
    synchronized Optional<String> owner(int shard, String coordinator) {
        return offer().filter(claim -> claim.coordinator().equals(coordinator))
                .map(claim -> owners.get(shard));
    }

    /** Whether the worker that has claimed a shard does not encode it any more. */
    synchronized boolean past(int shard) {
        String owner = owners.get(shard);
        return owner != null && !Objects.equals(current.get(owner), shard);
    }

    /**
     * Returns after the next event, or after this time, or earlier.
     *
     * @throws HandOverException when the thread is interrupted
     */
    void await(long millis) {
        signal.await(millis);
    }
}
