package io.conteur.modeltrainer;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactConflictException;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where jobs keep their checkpoints: {@code checkpoints/<model>/<job>/step-00000100}.
 *
 * <p>The newest published checkpoint of a job is always kept, and no other job's are ever touched,
 * so that what a published event promises stays true.
 */
record Shelf(ArtifactStore store) {
    /**
     * The newest checkpoint of a job that is whole. Damaged ones are said on {@code progress} and
     * removed, so that the steps after the one before can be kept again.
     */
    Optional<Checkpoint> newest(Job job, Journal journal) throws IOException {
        List<Artifact> newestFirst = new ArrayList<>(store.list(prefix(job)));
        Collections.reverse(newestFirst);
        for (Artifact artifact : newestFirst) {
            try {
                return Optional.of(open(artifact));
            } catch (DamagedArtifactException e) {
                journal.running("going back before a damaged checkpoint: " + e.getMessage());
                store.delete(artifact.key());
            }
        }
        return Optional.empty();
    }

    /** Keeps a checkpoint; returns once it is safely stored. */
    ArtifactReference keep(Job job, SavedJob saved, ArtifactWriter contents) throws IOException {
        String key = key(job, saved.step());
        ArtifactWriter all =
                folder -> {
                    contents.writeTo(folder);
                    saved.write(folder);
                };
        try {
            return reference(store.publish(key, all));
        } catch (ArtifactConflictException | DamagedArtifactException e) {
            Optional<ArtifactReference> other = whole(key);
            if (other.isPresent()) {
                return other.get();
            }
            store.delete(key);
            return reference(store.publish(key, all));
        }
    }

    /** What another worker that had the same job kept of the same step, unless it is damaged. */
    private Optional<ArtifactReference> whole(String key) throws IOException {
        for (Artifact artifact : store.list(key)) {
            try {
                store.fetch(artifact.key(), artifact.sha256());
                return Optional.of(reference(artifact));
            } catch (DamagedArtifactException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The checkpoint of one step, if it is there and whole. */
    Optional<Checkpoint> at(Job job, long step) throws IOException {
        String key = key(job, step);
        for (Artifact artifact : store.list(key)) {
            try {
                return Optional.of(open(artifact));
            } catch (DamagedArtifactException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Forgets what the retention does not keep. */
    void prune(Job job, Retention retention, long best) throws IOException {
        List<Long> steps = store.list(prefix(job)).stream().map(Shelf::step).toList();
        for (long step : retention.superfluous(steps, best)) {
            store.delete(key(job, step));
        }
    }

    private Checkpoint open(Artifact artifact) throws IOException {
        Path folder = store.fetch(artifact.key(), artifact.sha256());
        return new Checkpoint(reference(artifact), folder, SavedJob.read(folder));
    }

    private static String key(Job job, long step) {
        return "%s/step-%08d".formatted(prefix(job), step);
    }

    private static long step(Artifact artifact) {
        return Long.parseLong(artifact.key().substring(artifact.key().lastIndexOf('-') + 1));
    }

    private static String prefix(Job job) {
        return "checkpoints/" + job.model() + "/" + job.id();
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }
}
