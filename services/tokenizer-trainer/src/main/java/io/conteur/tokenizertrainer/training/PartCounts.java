package io.conteur.tokenizertrainer.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.tokenizer.WordCountFile;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import io.conteur.workersupport.CorpusArtifact;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Files;
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
    private static final String SKIPPED_FILE = "skipped.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HASH_DIGITS = 16;

    /** With fewer files, which are prompts, stories and perhaps a list, all are read at once. */
    static final int MIN_FILES = 4;

    /** The counts of some files of a corpus; those that are missing are made first. */
    TokenizerAlgorithm.Input of(
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
        long skippedLines = 0;
        long skippedBytes = 0;
        for (Artifact each : counts) { // Last, since a cache keeps what was fetched last.
            Path folder = fetch(each);
            files.add(folder.resolve(FILE));
            if (Files.exists(folder.resolve(SKIPPED_FILE))) { // Not beside what others counted.
                Skipped skipped = read(folder.resolve(SKIPPED_FILE));
                skippedLines += skipped.lines;
                skippedBytes += skipped.bytes;
            }
        }
        return new TokenizerAlgorithm.Input(files, true, skippedLines, skippedBytes);
    }

    /** Of a text; the components are the fields of a file beside the counts. */
    private record Skipped(long lines, long bytes) {}

    private static Skipped read(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), Skipped.class);
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
        return artifacts.fetch(artifact.key(), artifact.sha256());
    }

    private Artifact publish(String key, WordCountFile counts) throws IOException {
        Skipped skipped = new Skipped(counts.skippedLines(), counts.skippedBytes());
        return artifacts.publishOrKeep(
                key,
                folder -> {
                    counts.write(folder.resolve(FILE));
                    Files.write(folder.resolve(SKIPPED_FILE), JSON.writeValueAsBytes(skipped));
                });
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
