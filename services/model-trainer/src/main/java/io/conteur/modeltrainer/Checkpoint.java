package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import java.nio.file.Path;

/**
 * A whole checkpoint of a job.
 *
 * @param folder its files, every one of them verified
 */
record Checkpoint(ArtifactReference artifact, Path folder, SavedJob saved) {}
