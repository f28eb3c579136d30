package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints that could not be used, and why. Not for ever: a store may come back, and a file be
 * mended, so that whoever asks after a while has them looked at again. For one thread.
 */
final class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final int KEPT = 100;

    private final LongSupplier nanos;
    private final long againNanos;
    private final Map<ArtifactReference, Refusal> refusals = new LinkedHashMap<>();

    private record Refusal(String reason, long sinceNanos) {}

    /**
     * @param nanos a monotonic clock
     * @param again how long nobody tries a checkpoint that was refused
     */
    Refusals(LongSupplier nanos, Duration again) {
        this.nanos = nanos;
        this.againNanos = again.toNanos();
    }

    /** A checkpoint cannot be used now. */
    void add(CheckpointPublished checkpoint, @Nullable Throwable why) {
        ArtifactReference artifact = checkpoint.artifact();
        LOG.errorf(why, "checkpoint %s is refused", artifact.key());
        if (refusals.size() == KEPT) {
            refusals.remove(refusals.keySet().iterator().next());
        }
        refusals.put(artifact, new Refusal(reason(why), nanos.getAsLong()));
    }

    private static String reason(@Nullable Throwable why) {
        if (why == null || why instanceof FileSystemException) {
            return String.valueOf(why); // Its message would be the name of a file and no more.
        }
        return Objects.requireNonNullElseGet(why.getMessage(), why::toString);
    }

    /** A checkpoint can be used after all. */
    void remove(ArtifactReference artifact) {
        refusals.remove(artifact);
    }

    /** Why a checkpoint cannot be used; empty when nothing is known against it. */
    Optional<String> reason(ArtifactReference artifact) {
        return Optional.ofNullable(refusals.get(artifact)).map(Refusal::reason);
    }

    /** Whether a checkpoint may be tried: it never failed, or not lately. */
    boolean allow(ArtifactReference artifact) {
        Refusal refusal = refusals.get(artifact);
        return refusal == null || nanos.getAsLong() - refusal.sinceNanos >= againNanos;
    }
}
