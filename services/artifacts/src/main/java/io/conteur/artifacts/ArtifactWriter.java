package io.conteur.artifacts;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the files of a new artifact. */
@FunctionalInterface
public interface ArtifactWriter {
    /**
     * Writes regular files, and no directories, into an empty one. Their names match {@code
     * [A-Za-z0-9._-]{1,100}} and are not {@code manifest.json}. If this throws, nothing is
     * published.
     */
    void writeTo(Path emptyDirectory) throws IOException;
}
