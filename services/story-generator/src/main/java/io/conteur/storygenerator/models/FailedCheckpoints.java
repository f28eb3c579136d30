package io.conteur.storygenerator.models;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.ProgressedBuilder;
import io.conteur.messaging.producer.EventPublisher;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints that could not be loaded, and why. An invalid one is refused, which is published to
 * {@code progress}; one that lacked memory or the artifact store is postponed. Both may be retried
 * after a pause, because a file may be repaired and a store may come back. For one thread, unless a
 * method says otherwise.
 */
public final class FailedCheckpoints {
    private static final Logger LOG = Logger.getLogger(FailedCheckpoints.class);
    private static final int MAX_REMEMBERED = 100;
    private static final int ID_DIGITS = 16;

    private final LongSupplier nanos;
    private final long retryNanos;
    private final EventPublisher<Progressed> progress;
    private final Map<ArtifactReference, Failure> failures = new LinkedHashMap<>();

    /** Refused checkpoints whose refusal the broker has. */
    private final Set<ArtifactReference> published = ConcurrentHashMap.newKeySet();

    private final LongAdder refusals = new LongAdder();

    private record Failure(String reason, long sinceNanos, boolean postponed) {}

    /**
     * @param nanos a monotonic clock
     * @param retryAfter pause before a failed checkpoint is tried again
     * @param progress gets one event for each refused checkpoint
     */
    public FailedCheckpoints(
            LongSupplier nanos, Duration retryAfter, EventPublisher<Progressed> progress) {
        this.nanos = nanos;
        this.retryNanos = retryAfter.toNanos();
        this.progress = progress;
    }

    /** Refuses a checkpoint, which is invalid. */
    void refuse(CheckpointPublished checkpoint, @Nullable Throwable why) {
        ArtifactReference artifact = checkpoint.artifact();
        LOG.errorf(why, "checkpoint %s is refused", artifact.key());
        refusals.increment();
        String reason = reason(why);
        keep(artifact, new Failure(reason, nanos.getAsLong(), false));
        if (!published.contains(artifact)) {
            publish(checkpoint, reason);
        }
    }

    /** Postpones a checkpoint that could not be loaded for a reason outside of it. */
    void postpone(CheckpointPublished checkpoint, Throwable why) {
        LOG.errorf(why, "checkpoint %s cannot be loaded now", checkpoint.artifact().key());
        keep(checkpoint.artifact(), new Failure(reason(why), nanos.getAsLong(), true));
    }

    private void keep(ArtifactReference artifact, Failure failure) {
        if (failures.size() == MAX_REMEMBERED) {
            ArtifactReference oldest = failures.keySet().iterator().next();
            failures.remove(oldest);
            published.remove(oldest);
        }
        failures.put(artifact, failure);
    }

    /** A refusal that the broker did not take is published with the next refusal. */
    private void publish(CheckpointPublished checkpoint, String reason) {
        Progressed refused = event(checkpoint, reason);
        var unused =
                progress.send(checkpoint.model(), refused, refused.id())
                        .whenComplete(
                                (sent, failure) -> {
                                    if (failure == null) {
                                        published.add(checkpoint.artifact());
                                    }
                                });
    }

    /** Its id is the same on every instance. */
    private static Progressed event(CheckpointPublished checkpoint, String reason) {
        ArtifactReference artifact = checkpoint.artifact();
        String id = "refused-" + artifact.sha256().substring(0, ID_DIGITS);
        return ProgressedBuilder.builder()
                .id(id)
                .subject(checkpoint.model())
                .work(Progressed.Work.MODEL)
                .state(Progressed.State.REJECTED)
                .stage("loading a checkpoint")
                .step(checkpoint.step())
                .reason("checkpoint %s is refused: %s".formatted(artifact.key(), reason))
                .build();
    }

    static String reason(@Nullable Throwable why) {
        if (why == null || why instanceof FileSystemException || why instanceof Error) {
            return String.valueOf(why); // Its message is only the name of a file.
        }
        return Objects.requireNonNullElseGet(why.getMessage(), why::toString);
    }

    /** Forgets the failure of a checkpoint, which has been loaded now. */
    void remove(ArtifactReference artifact) {
        failures.remove(artifact);
        published.remove(artifact);
    }

    /** Why a checkpoint failed; empty when it did not. */
    Optional<String> reason(ArtifactReference artifact) {
        return Optional.ofNullable(failures.get(artifact)).map(Failure::reason);
    }

    /** How often a checkpoint was refused, each retry included; for any thread. */
    public long refusals() {
        return refusals.sum();
    }

    /** Whether a checkpoint has failed, so that it is refused or postponed. */
    boolean contains(ArtifactReference artifact) {
        return failures.containsKey(artifact);
    }

    /** Whether a prompt should wait for a checkpoint instead of being refused. */
    boolean worthWaiting(ArtifactReference artifact) {
        Failure failure = failures.get(artifact);
        return failure == null || failure.postponed || mayTry(artifact);
    }

    /** Whether a checkpoint may be loaded: it has not failed, or its pause is over. */
    boolean mayTry(ArtifactReference artifact) {
        Failure failure = failures.get(artifact);
        return failure == null || nanos.getAsLong() - failure.sinceNanos >= retryNanos;
    }
}
