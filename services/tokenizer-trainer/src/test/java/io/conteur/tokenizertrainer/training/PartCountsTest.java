package io.conteur.tokenizertrainer.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartCountsTest {
    private static final List<String> WORDS =
            List.of("the", "fox", "owl", "door", "<sep>", "opened", "slowly", "wölf", "it's");

    @TempDir Path root;

    private final SentencePieceAlgorithm algorithm = new SentencePieceAlgorithm();
    private final TokenizerSettings settings =
            algorithm.complete(
                    TokenizerSettingsBuilder.builder()
                            .vocabularySize(60)
                            .hardVocabularyLimit(false)
                            .build());
    private ArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.at(root);
    }

    @Test
    void manyFilesThatAreCountedApartGiveTheTokenizerOfTheirTexts() throws IOException {
        ArtifactReference corpus = corpus(5);
        Path expected = Files.createDirectory(root.resolve("expected"));
        var unused = train(corpus, settings, expected);

        Path trained = provide(corpus);

        assertArrayEquals(
                Files.readAllBytes(expected.resolve("tokenizer.model")),
                Files.readAllBytes(trained.resolve("tokenizer.model")));
        assertEquals(10, store.list("counts").size());
    }

    @Test
    void whatWasSkippedWhileCountingIsReported() throws IOException {
        ArtifactReference corpus = corpus(5);
        TokenizerSettings shortLines =
                TokenizerSettingsBuilder.builder(settings).maxSentenceLength(60).build();
        TrainingReport expected =
                train(corpus, shortLines, Files.createDirectory(root.resolve("expected")));
        assertTrue(expected.skippedLines() > 0);

        TrainingReport counted = TrainingReport.read(provide(corpus, shortLines));

        assertEquals(expected.skippedLines(), counted.skippedLines());
        assertEquals(expected.skippedBytes(), counted.skippedBytes());
    }

    @Test
    void whatIsCountedIsNotCountedAgain() throws IOException {
        ArtifactReference corpus = corpus(5);
        provide(corpus);
        Artifact first = store.list("counts").get(0);
        FileTime counted = Files.getLastModifiedTime(root.resolve(first.key()));
        store.delete(store.list("counts").get(3).key());
        store.delete(store.list("tokenizers").get(0).key());

        provide(corpus);

        assertEquals(10, store.list("counts").size());
        assertEquals(counted, Files.getLastModifiedTime(root.resolve(first.key())));
    }

    @Test
    void twoFilesAreReadAtOnce() throws IOException {
        provide(corpus(1));

        assertEquals(List.of(), store.list("counts"));
    }

    @Test
    void aFileThatCannotBeUnpackedEndsTheJob() throws IOException {
        Artifact artifact =
                store.publish(
                        "corpora/torn",
                        folder -> {
                            for (int i = 0; i < 10; i++) {
                                write(folder.resolve("texts-0" + i + ".txt"), text(i, 3));
                            }
                            Files.write(
                                    folder.resolve("texts-10.txt.gz"),
                                    new byte[] {0x1F, (byte) 0x8B, 8});
                        });
        ArtifactReference corpus = new ArtifactReference(artifact.key(), artifact.sha256());

        JobEndedException end = assertThrows(JobEndedException.class, () -> provide(corpus));

        assertEquals(Progressed.State.REJECTED, end.state());
        assertTrue(end.reason().contains("texts-10.txt.gz"), end.reason());
    }

    /** On the texts, at once. */
    private TrainingReport train(ArtifactReference corpus, TokenizerSettings settings, Path target)
            throws IOException {
        Path folder = store.fetch(corpus.key(), corpus.sha256());
        List<Path> texts =
                store.names(corpus.key(), corpus.sha256()).stream().map(folder::resolve).toList();
        return algorithm.train(
                TokenizerAlgorithm.Input.texts(texts), settings, target, (stage, at) -> {});
    }

    private Path provide(ArtifactReference corpus) throws IOException {
        return provide(corpus, settings);
    }

    private Path provide(ArtifactReference corpus, TokenizerSettings settings) throws IOException {
        TokenizerRequested request = new TokenizerRequested("job", "tales", corpus, settings);
        TokenizerProgress progress =
                new TokenizerProgress(request, new RecordingPublisher<>(), System::nanoTime);
        JobControl control = new JobControl(System::nanoTime, Duration.ZERO);
        TokenizerStore.StoredTokenizer stored =
                new TokenizerProvider(new TokenizerStore(store), algorithm, control)
                        .provide(request, settings, progress);
        return store.fetch(stored.artifact().key(), stored.artifact().sha256());
    }

    private ArtifactReference corpus(int pairs) throws IOException {
        Artifact artifact =
                store.publish(
                        "corpora/tales-" + pairs,
                        folder -> {
                            for (int i = 0; i < pairs; i++) {
                                write(folder.resolve("prompts-00" + i + ".txt"), text(i, 3));
                                zip(folder.resolve("stories-00" + i + ".txt.gz"), text(9 * i, 20));
                            }
                        });
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    private static void zip(Path file, String text) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(int seed, int words) {
        Random random = new Random(seed);
        return IntStream.range(0, 10)
                .mapToObj(
                        line ->
                                IntStream.range(0, words)
                                        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }
}
