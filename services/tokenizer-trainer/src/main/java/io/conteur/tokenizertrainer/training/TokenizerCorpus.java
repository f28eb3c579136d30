package io.conteur.tokenizertrainer.training;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The texts that a tokenizer is trained on: the {@code .txt} files of an artifact, plain or gzip
 * ({@code .txt.gz}).
 */
final class TokenizerCorpus {
    private TokenizerCorpus() {}

    /**
     * The verified files, sorted by name.
     *
     * @throws JobEndedException when the artifact is missing or damaged, or has no such file
     */
    static List<Path> texts(ArtifactStore store, ArtifactReference corpus) throws IOException {
        List<Path> texts = texts(fetch(store, corpus));
        if (texts.isEmpty()) {
            throw JobEndedException.rejected(
                    "the corpus " + corpus.key() + " must hold at least one .txt file, holds none");
        }
        return texts;
    }

    private static Path fetch(ArtifactStore store, ArtifactReference corpus) throws IOException {
        try {
            return store.fetch(corpus.key(), corpus.sha256());
        } catch (NoSuchFileException e) {
            throw JobEndedException.rejected(
                    "the corpus %s must be published before it is named, is not in the store"
                            .formatted(corpus.key()));
        } catch (DamagedArtifactException e) {
            throw JobEndedException.rejected("the corpus cannot be used: " + e.getMessage());
        }
    }

    private static List<Path> texts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.txt(\\.gz)?"))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        }
    }
}
