package io.conteur.tokenizertrainer.training;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.tokenizer.WordCountFile;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import io.conteur.workersupport.CorpusArtifact;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The word counts of the files of a large corpus, each counted apart and kept in the artifact store
 * as {@code counts/CORPUS/FILE}. So a job that is taken over counts no file again, and neither does
 * the next tokenizer of the corpus. Counts that anything else has put there are taken too.
 */
record PartCounts(ArtifactStore artifacts) {
    private static final String FILE = "counts.tsv";
    private static final int HASH_DIGITS = 16;

    /** With fewer files, which are prompts, stories and perhaps a list, all are read at once. */
    static final int MIN_FILES = 4;

    /** The counts of some files of a corpus; those that are missing are made first. */
    List<Path> of(
            CorpusArtifact corpus,
            List<String> texts,
            int maxSentenceLength,
            TokenizerAlgorithm.Listener listener)
            throws IOException {
        List<Artifact> counts = new ArrayList<>();
        for (String text : texts) {
            double done = (double) counts.size() / texts.size();
            String key = key(corpus.reference(), text, maxSentenceLength);
            Optional<Artifact> present = find(key);
            counts.add(
                    present.isPresent()
                            ? present.get()
                            : publish(
                                    key,
                                    count(
                                            corpus.fetch(text).resolve(text),
                                            maxSentenceLength,
                                            done,
                                            listener)));
        }
        List<Path> files = new ArrayList<>();
        for (Artifact each : counts) { // Last, since a cache keeps what was fetched last.
            files.add(fetch(each));
        }
        return files;
    }

    private static String key(ArtifactReference corpus, String name, int maxSentenceLength) {
        String limit = maxSentenceLength == Integer.MAX_VALUE ? "" : "-" + maxSentenceLength;
        return "counts/%s/%s%s".formatted(corpus.sha256().substring(0, HASH_DIGITS), name, limit);
    }

    private Optional<Artifact> find(String key) throws IOException {
        for (Artifact artifact : artifacts.list(key)) {
            try {
                var unused = fetch(artifact);
                return Optional.of(artifact);
            } catch (DamagedArtifactException e) {
                artifacts.delete(artifact.key());
            }
        }
        return Optional.empty();
    }

    private Path fetch(Artifact artifact) throws IOException {
        return artifacts.fetch(artifact.key(), artifact.sha256()).resolve(FILE);
    }

    private Artifact publish(String key, WordCountFile counts) throws IOException {
        return artifacts.publishOrKeep(key, folder -> counts.write(folder.resolve(FILE)));
    }

    /** Half of a training's time is counting. */
    private static WordCountFile count(
            Path text, int maxSentenceLength, double done, TokenizerAlgorithm.Listener listener)
            throws IOException {
        try {
            return WordCountFile.count(
                    List.of(text),
                    maxSentenceLength,
                    fraction -> {
                        listener.at("counting words", 0.5 * done);
                        return true;
                    });
        } catch (TokenizerTrainingException e) {
            throw JobEndedException.rejected(Objects.requireNonNull(e.getMessage()));
        }
    }
}
