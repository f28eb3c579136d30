package io.conteur.cli.common;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import java.io.IOException;

/** A corpus that can be trained on. */
@FunctionalInterface
public interface CorpusSource {
    /** Publishes the corpus under a name and its content hash; does so once for the same corpus. */
    Artifact publish(ArtifactStore store, String name) throws IOException;
}
