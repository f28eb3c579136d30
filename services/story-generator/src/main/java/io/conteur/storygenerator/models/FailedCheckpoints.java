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
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints that could not be used, and why. One that is itself at fault is refused, and {@code
 * progress} is told; one that could not be loaded for want of memory or of the store is postponed.
 * Neither for ever: a file may be mended and a store come back, so that after a pause a prompt has
 * the checkpoint tried again. For one thread.
 */
public final class FailedCheckpoints {
    private static final Logger LOG = Logger.getLogger(FailedCheckpoints.class);
    private static final int KEPT = 100;
    private static final int ID_DIGITS = 16;

    private final LongSupplier nanos;
    private final long againNanos;
    private final EventPublisher<Progressed> progress;
    private final Map<ArtifactReference, Refusal> refusals = new LinkedHashMap<>();

    /** Refused checkpoints that the broker has been told of. */
    private final Set<ArtifactReference> told = ConcurrentHashMap.newKeySet();

    private record Refusal(String reason, long sinceNanos, boolean postponed) {}

    /**
     * @param nanos a monotonic clock
     * @param again how long nobody tries a checkpoint that was refused
     * @param progress told once of each
     */
    public FailedCheckpoints(
            LongSupplier nanos, Duration again, EventPublisher<Progressed> progress) {
        this.nanos = nanos;
        this.againNanos = again.toNanos();
        this.progress = progress;
    }

    /** A checkpoint cannot be used as it is. */
    void add(CheckpointPublished checkpoint, @Nullable Throwable why) {
        ArtifactReference artifact = checkpoint.artifact();
        LOG.errorf(why, "checkpoint %s is refused", artifact.key());
        String reason = reason(why);
        keep(artifact, new Refusal(reason, nanos.getAsLong(), false));
        if (!told.contains(artifact)) {
            tell(checkpoint, reason);
        }
    }

    /** A checkpoint cannot be loaded now, which says nothing against it. */
    void postpone(CheckpointPublished checkpoint, Throwable why) {
        LOG.errorf(why, "checkpoint %s cannot be loaded now", checkpoint.artifact().key());
        keep(checkpoint.artifact(), new Refusal(reason(why), nanos.getAsLong(), true));
    }

    private void keep(ArtifactReference artifact, Refusal refusal) {
        if (refusals.size() == KEPT) {
            ArtifactReference oldest = refusals.keySet().iterator().next();
            refusals.remove(oldest);
            told.remove(oldest);
        }
        refusals.put(artifact, refusal);
    }

    /** What the broker does not take is told again when the checkpoint is refused again. */
    private void tell(CheckpointPublished checkpoint, String reason) {
        Progressed refused = event(checkpoint, reason);
        var unused =
                progress.send(checkpoint.model(), refused, refused.id())
                        .whenComplete(
                                (sent, failure) -> {
                                    if (failure == null) {
                                        told.add(checkpoint.artifact());
                                    }
                                });
    }

    /** Every instance that refuses a checkpoint calls it the same. */
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
            return String.valueOf(why); // Its message would be the name of a file and no more.
        }
        return Objects.requireNonNullElseGet(why.getMessage(), why::toString);
    }

    /** A checkpoint can be used after all. */
    void remove(ArtifactReference artifact) {
        refusals.remove(artifact);
        told.remove(artifact);
    }

    /** Why a checkpoint cannot be used; empty when nothing is known against it. */
    Optional<String> reason(ArtifactReference artifact) {
        return Optional.ofNullable(refusals.get(artifact)).map(Refusal::reason);
    }

    /** Whether a checkpoint is neither refused nor postponed. */
    boolean clear(ArtifactReference artifact) {
        return !refusals.containsKey(artifact);
    }

    /** Whether a prompt should wait for a checkpoint rather than be told that it is refused. */
    boolean mayPass(ArtifactReference artifact) {
        Refusal refusal = refusals.get(artifact);
        return refusal == null || refusal.postponed || allow(artifact);
    }

    /** Whether a checkpoint may be tried: it never failed, or not lately. */
    boolean allow(ArtifactReference artifact) {
        Refusal refusal = refusals.get(artifact);
        return refusal == null || nanos.getAsLong() - refusal.sinceNanos >= againNanos;
    }
}
