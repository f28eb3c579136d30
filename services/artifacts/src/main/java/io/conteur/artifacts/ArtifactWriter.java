package io.conteur.artifacts;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the files of an artifact to be. */
@FunctionalInterface
public interface ArtifactWriter {
    /**
     * Fills a directory with regular files, no directories among them, named {@code
     * [A-Za-z0-9._-]{1,100}} other than {@code manifest.json}. Throwing publishes nothing.
     */
    void writeTo(Path emptyDirectory) throws IOException;
}
