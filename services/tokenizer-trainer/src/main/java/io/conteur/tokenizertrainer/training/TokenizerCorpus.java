package io.conteur.tokenizertrainer.training;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.FileSelection;
import io.conteur.events.ArtifactReference;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The texts that a tokenizer is trained on: the {@code .txt} files of an artifact, plain or gzip
 * ({@code .txt.gz}).
 */
record TokenizerCorpus(ArtifactStore store, ArtifactReference artifact) {
    /**
     * The names of the files, sorted.
     *
     * @throws JobEndedException when the artifact is missing, or has no such file
     */
    List<String> texts() throws IOException {
        List<String> texts =
                usable(() -> store.names(artifact.key(), artifact.sha256())).stream()
                        .filter(name -> name.matches(".*\\.txt(\\.gz)?"))
                        .toList();
        if (texts.isEmpty()) {
            throw JobEndedException.rejected(
                    "the corpus %s must hold at least one .txt file, holds none"
                            .formatted(artifact.key()));
        }
        return texts;
    }

    /**
     * Some of the files, verified, to be opened soon.
     *
     * @throws JobEndedException when one is missing or damaged
     */
    List<Path> fetch(String... names) throws IOException {
        FileSelection files = FileSelection.of(names);
        Path folder = usable(() -> store.fetch(artifact.key(), artifact.sha256(), files));
        return Arrays.stream(names).map(folder::resolve).toList();
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
                            .formatted(artifact.key()));
        } catch (DamagedArtifactException e) {
            throw JobEndedException.rejected("the corpus cannot be used: " + e.getMessage());
        }
    }
}
