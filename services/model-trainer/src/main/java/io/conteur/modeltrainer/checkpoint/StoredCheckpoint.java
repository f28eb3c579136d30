package io.conteur.modeltrainer.checkpoint;

import io.conteur.events.ArtifactReference;
import java.nio.file.Path;

/**
 * A checkpoint of a job, undamaged.
 *
 * @param folder its verified files
 */
public record StoredCheckpoint(ArtifactReference artifact, Path folder, JobState state) {}
