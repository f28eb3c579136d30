package io.conteur.tokenizertrainer.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.InvalidEventException;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.Request;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerJobTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir Path root;

    private final CopyingAlgorithm algorithm = new CopyingAlgorithm();
    private final RecordingPublisher<TokenizerTrained> tokenizers = new RecordingPublisher<>();
    private final RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final JobControl control = new JobControl(nanoTime::get, Duration.ZERO);
    private ArtifactStore store;
    private TokenizerJobFactory jobs;

    @BeforeEach
    void openTheStore() throws IOException {
        store = ArtifactStore.at(root);
        jobs =
                new TokenizerJobFactory(
                        new TokenizerProvider(new TokenizerStore(store), algorithm, control),
                        tokenizers,
                        progress,
                        nanoTime::get);
    }

    @Test
    void aRequestBecomesATokenizer() throws IOException {
        ArtifactReference corpus = corpus("a door");

        run(new TokenizerRequested("job", "tales", corpus, null));

        TokenizerTrained trained = tokenizers.last().event();
        assertEquals("tales", tokenizers.last().key());
        assertEquals("job", trained.id());
        assertEquals(corpus, trained.corpus());
        assertEquals(CopyingAlgorithm.DEFAULTS, trained.settings());
        assertEquals(2500, trained.vocabularySize());
        assertEquals(3.5, trained.bytesPerToken());
        assertEquals(0.25, trained.unknownRate());
        assertEquals(1, trained.skippedLines());
        assertEquals(10, trained.skippedBytes());
        assertEquals("a door\nit opened\n", model(trained));
    }

    @Test
    void exactlyOneProgressIsTerminalAndTheLast() throws IOException {
        run(new TokenizerRequested("job", "tales", corpus("a door"), null));

        assertEquals(1, terminal().size());
        assertEquals(State.COMPLETED, progress.last().event().state());
        assertEquals("tales", progress.last().key());
        assertEquals(
                List.of("verifying the corpus", "counting words", "merging pairs"),
                progress.events().stream()
                        .filter(event -> event.state() == State.RUNNING)
                        .map(Progressed::stage)
                        .toList());
    }

    @Test
    void aRepeatFindsTheTokenizerAndTellsTheSameAgain() throws IOException {
        TokenizerRequested request = new TokenizerRequested("job", "tales", corpus("a door"), null);

        run(request);
        run(request);

        assertEquals(1, algorithm.trained.size());
        assertEquals(2, tokenizers.published().size());
        assertEquals(tokenizers.published().get(0), tokenizers.published().get(1));
        assertEquals(2, terminal().size());
        assertEquals(
                1,
                terminal().stream().map(RecordingPublisher.Published::eventId).distinct().count());
    }

    @Test
    void anotherRequestForTheSameIsAnsweredUnderItsOwnId() throws IOException {
        ArtifactReference corpus = corpus("a door");

        run(new TokenizerRequested("job", "tales", corpus, null));
        run(new TokenizerRequested("other", "tales", corpus, CopyingAlgorithm.DEFAULTS));

        assertEquals(1, algorithm.trained.size());
        assertEquals("other", tokenizers.last().event().id());
        assertEquals("other", progress.last().event().id());
    }

    @Test
    void otherSettingsOrAnotherCorpusAreAnotherTokenizer() throws IOException {
        ArtifactReference corpus = corpus("a door");

        run(new TokenizerRequested("1", "tales", corpus, null));
        run(new TokenizerRequested("2", "tales", corpus, TokenizerSettings.ofVocabularySize(99)));
        run(new TokenizerRequested("3", "tales", corpus("a window"), null));

        assertEquals(3, algorithm.trained.size());
        assertEquals(
                3, tokenizers.events().stream().map(TokenizerTrained::artifact).distinct().count());
    }

    @Test
    void textsAreReadInTheOrderOfTheirNames() throws IOException {
        run(new TokenizerRequested("job", "tales", corpus("a door"), null));

        assertEquals(List.of(List.of("prompts.txt", "stories.txt")), algorithm.trained);
    }

    @Test
    void aDamagedTokenizerIsMadeAgain() throws IOException {
        TokenizerRequested request = new TokenizerRequested("job", "tales", corpus("a door"), null);
        run(request);
        ArtifactReference first = tokenizers.last().event().artifact();
        Files.writeString(root.resolve(first.key()).resolve("tokenizer.model"), "x");

        run(request);

        assertEquals(2, algorithm.trained.size());
        assertEquals(first, tokenizers.last().event().artifact());
        assertEquals("a door\nit opened\n", model(tokenizers.last().event()));
    }

    @Test
    void aTokenizerWithADamagedManifestIsMadeAgain() throws IOException {
        TokenizerRequested request = new TokenizerRequested("job", "tales", corpus("a door"), null);
        run(request);
        ArtifactReference first = tokenizers.last().event().artifact();
        Files.writeString(root.resolve(first.key()).resolve("manifest.json"), "{");

        run(request);

        assertEquals(first, tokenizers.last().event().artifact());
        assertEquals("a door\nit opened\n", model(tokenizers.last().event()));
    }

    @Test
    void aCorpusThatIsNotThereIsRejected() throws IOException {
        ArtifactReference missing = new ArtifactReference("corpora/none", "0".repeat(64));

        run(new TokenizerRequested("job", "tales", missing, null));

        assertRejected("corpora/none must be published");
    }

    @Test
    void aDamagedCorpusIsRejected() throws IOException {
        ArtifactReference corpus = corpus("a door");
        Files.writeString(root.resolve(corpus.key()).resolve("stories.txt"), "x");

        run(new TokenizerRequested("job", "tales", corpus, null));

        assertRejected("stories.txt");
    }

    @Test
    void aCorpusWithoutTextIsRejected() throws IOException {
        Artifact artifact =
                store.publish(
                        "corpora/pictures",
                        folder -> Files.writeString(folder.resolve("door.png"), "x"));

        run(new TokenizerRequested("job", "tales", reference(artifact), null));

        assertRejected("at least one .txt or .txt.gz file");
    }

    @Test
    void whatTheAlgorithmRejectsIsRejected() throws IOException {
        algorithm.interruption =
                () -> {
                    throw JobEndedException.rejected("vocabularySize must be at most 17");
                };

        run(new TokenizerRequested("job", "tales", corpus("a door"), null));

        assertRejected("vocabularySize must be at most 17");
        assertTrue(store.list("tokenizers").isEmpty());
    }

    @Test
    void whatIsNoRequestIsNotTaken() {
        Request record =
                new Request(
                        RecordKey.of("tales"),
                        "{\"name\":7}".getBytes(StandardCharsets.UTF_8),
                        "1");

        InvalidEventException refusal =
                assertThrows(InvalidEventException.class, () -> jobs.of(record));

        assertEquals("/name", refusal.pointer());
        assertTrue(progress.published().isEmpty());
    }

    @Test
    void aRequestWithoutIdIsNamedByItsRecord() throws IOException {
        jobs.of(request(new TokenizerRequested(null, "tales", corpus("a door"), null))).run();

        assertEquals("requests-0-7", tokenizers.last().event().id());
    }

    @Test
    void aStopAbandonsTheJobWithoutTerminalEvent() throws IOException {
        algorithm.interruption = control::shutDown;
        TokenizerRequested request = new TokenizerRequested("job", "tales", corpus("a door"), null);

        assertThrows(HandOverException.class, () -> run(request));

        assertTrue(tokenizers.published().isEmpty());
        assertTrue(terminal().isEmpty());
        assertTrue(store.list("tokenizers").isEmpty());
    }

    @Test
    void withinAStageProgressIsToldOnceASecond() throws IOException {
        TokenizerProgress reporter =
                new TokenizerProgress(
                        new TokenizerRequested("job", "tales", corpus("a door"), null),
                        progress,
                        nanoTime::get);

        for (int tenth = 0; tenth < 30; tenth++) {
            reporter.running("merging pairs", tenth / 30.0);
            nanoTime.addAndGet(SECOND / 10);
        }

        assertEquals(3, progress.published().size());
        assertNotEquals(
                progress.published().get(0).eventId(), progress.published().get(1).eventId());
    }

    private void run(TokenizerRequested request) throws IOException {
        jobs.of(request(request)).run();
    }

    private static Request request(TokenizerRequested request) {
        return new Request(
                RecordKey.of(request.name()), EventCodec.encode(request), "requests-0-7");
    }

    private ArtifactReference corpus(String prompt) throws IOException {
        return reference(
                store.publish(
                        "corpora/" + prompt.replace(' ', '-'),
                        folder -> {
                            Files.writeString(folder.resolve("stories.txt"), "it opened\n");
                            Files.writeString(folder.resolve("prompts.txt"), prompt + "\n");
                            Files.writeString(folder.resolve("licence.md"), "free\n");
                        }));
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    private String model(TokenizerTrained trained) throws IOException {
        ArtifactReference artifact = trained.artifact();
        Path folder = store.fetch(artifact.key(), artifact.sha256());
        return Files.readString(folder.resolve("tokenizer.model"));
    }

    private List<RecordingPublisher.Published<Progressed>> terminal() {
        return progress.published().stream()
                .filter(published -> published.event().state().terminal())
                .toList();
    }

    private void assertRejected(String part) {
        assertEquals(1, terminal().size());
        Progressed last = progress.last().event();
        assertEquals(State.REJECTED, last.state());
        @Nullable String reason = last.reason();
        assertTrue(reason != null && reason.contains(part), reason);
        assertTrue(tokenizers.published().isEmpty());
    }
}
