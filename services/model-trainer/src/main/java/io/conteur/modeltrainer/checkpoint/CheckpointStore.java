package io.conteur.modeltrainer.checkpoint;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.reporting.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The checkpoints of all jobs, in the artifact store: {@code
 * checkpoints/<model>/<job>/step-00000100}.
 *
 * <p>A job's newest checkpoint is never deleted, and neither is one of another job, so that the
 * artifact of its published event stays available.
 */
public record CheckpointStore(ArtifactStore artifacts) {
    /**
     * The newest undamaged checkpoint of a job. Damaged ones are reported and deleted, so that
     * their steps can be saved again.
     */
    public Optional<StoredCheckpoint> newest(JobSpec job, TrainingProgress progress)
            throws IOException {
        List<Artifact> newestFirst = new ArrayList<>(artifacts.list(prefix(job)));
        Collections.reverse(newestFirst);
        for (Artifact artifact : newestFirst) {
            try {
                return Optional.of(open(reference(artifact)));
            } catch (DamagedArtifactException e) {
                progress.running("going back before a damaged checkpoint: " + e.getMessage());
                artifacts.delete(artifact.key());
            }
        }
        return Optional.empty();
    }

    /**
     * The checkpoint of an event.
     *
     * @throws java.nio.file.NoSuchFileException when it was deleted
     * @throws DamagedArtifactException when it is damaged
     */
    public StoredCheckpoint open(ArtifactReference checkpoint) throws IOException {
        Path folder = artifacts.fetch(checkpoint.key(), checkpoint.sha256());
        return new StoredCheckpoint(checkpoint, folder, JobState.read(folder));
    }

    /**
     * The folder of a checkpoint that was opened before, with all its files: a cache may have
     * deleted some meanwhile, for other artifacts.
     */
    public Path present(ArtifactReference checkpoint, Path folder) throws IOException {
        for (String name : artifacts.names(checkpoint.key(), checkpoint.sha256())) {
            if (!Files.exists(folder.resolve(name))) {
                return artifacts.fetch(checkpoint.key(), checkpoint.sha256());
            }
        }
        return folder;
    }

    /** See {@link #present(ArtifactReference, Path)}. */
    public StoredCheckpoint present(StoredCheckpoint opened) throws IOException {
        Path folder = present(opened.artifact(), opened.folder());
        return new StoredCheckpoint(opened.artifact(), folder, opened.state());
    }

    /** The checkpoint of a step; empty when it is missing or damaged. */
    public Optional<StoredCheckpoint> at(JobSpec job, long step) throws IOException {
        String key = key(job, step);
        for (Artifact artifact : artifacts.list(key)) {
            try {
                return Optional.of(open(reference(artifact)));
            } catch (DamagedArtifactException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * Saves a checkpoint durably. One that another worker has saved of the same step is kept
     * instead.
     */
    public ArtifactReference save(JobSpec job, JobState state, ArtifactWriter contents)
            throws IOException {
        ArtifactWriter all =
                folder -> {
                    contents.writeTo(folder);
                    state.write(folder);
                };
        return reference(artifacts.publishOrKeep(key(job, state.step()), all));
    }

    /** Deletes what the policy does not retain. */
    public void prune(JobSpec job, RetentionPolicy policy, long best) throws IOException {
        List<Long> steps = artifacts.list(prefix(job)).stream().map(CheckpointStore::step).toList();
        for (long step : policy.expired(steps, best)) {
            artifacts.delete(key(job, step));
        }
    }

    private static String key(JobSpec job, long step) {
        return String.format(Locale.ROOT, "%s/step-%08d", prefix(job), step);
    }

    private static long step(Artifact artifact) {
        return Long.parseLong(artifact.key().substring(artifact.key().lastIndexOf('-') + 1));
    }

    private static String prefix(JobSpec job) {
        return "checkpoints/" + job.model() + "/" + job.id();
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }
}
