package io.conteur.tokenizertrainer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The texts that a tokenizer is trained on: the {@code .txt} files of an artifact. */
final class Corpus {
    private Corpus() {}

    /**
     * The verified files, ordered by name.
     *
     * @throws RejectedException when the artifact is missing or damaged or holds no text
     */
    static List<Path> texts(ArtifactStore store, ArtifactReference corpus) throws IOException {
        List<Path> texts = texts(fetch(store, corpus));
        if (texts.isEmpty()) {
            throw new RejectedException(
                    "the corpus " + corpus.key() + " must hold at least one .txt file, holds none");
        }
        return texts;
    }

    private static Path fetch(ArtifactStore store, ArtifactReference corpus) throws IOException {
        try {
            return store.fetch(corpus.key(), corpus.sha256());
        } catch (NoSuchFileException e) {
            throw new RejectedException(
                    "the corpus %s must be published before it is named, is not in the store"
                            .formatted(corpus.key()),
                    e);
        } catch (DamagedArtifactException e) {
            throw new RejectedException("the corpus cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<Path> texts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(".txt"))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        }
    }
}
