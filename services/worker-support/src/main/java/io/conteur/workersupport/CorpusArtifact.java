package io.conteur.workersupport;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.FileSelection;
import io.conteur.events.ArtifactReference;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The files of a corpus that a request names. */
public record CorpusArtifact(ArtifactStore store, ArtifactReference reference) {
    /**
     * The names of all files, sorted; the manifest alone is read.
     *
     * @throws JobEndedException when the corpus is missing or damaged
     */
    public List<String> names() throws IOException {
        return usable(() -> store.names(reference.key(), reference.sha256()));
    }

    /**
     * A folder with the files of these names, verified, to be opened soon: a cache may delete those
     * that were fetched long ago.
     *
     * @throws JobEndedException when one is missing or damaged
     */
    public Path fetch(String... names) throws IOException {
        FileSelection files = FileSelection.of(names);
        return usable(() -> store.fetch(reference.key(), reference.sha256(), files));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T usable(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw JobEndedException.rejected(
                    "the corpus %s must be published before it is named, is not in the store"
                            .formatted(reference.key()));
        } catch (DamagedArtifactException e) {
            throw JobEndedException.rejected("the corpus cannot be used: " + e.getMessage());
        }
    }
}
