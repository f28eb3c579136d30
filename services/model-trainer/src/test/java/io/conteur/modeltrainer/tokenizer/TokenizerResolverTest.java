package io.conteur.modeltrainer.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TokenizerTrainedBuilder;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.registry.FakeTokenizerRegistry;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.reporting.JobPublishers;
import io.conteur.modeltrainer.reporting.ManualClock;
import io.conteur.modeltrainer.reporting.RecordingPublisher;
import io.conteur.modeltrainer.reporting.TrainingProgress;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerResolverTest {
    private final ManualClock clock = new ManualClock();
    private final JobControl control = new JobControl(clock, Duration.ZERO);
    private final FakeTokenizerRegistry registry = new FakeTokenizerRegistry();
    private final RecordingPublisher<TokenizerRequested> requests = new RecordingPublisher<>();
    private final RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
    private final JobSpec job = TestRequests.job("");

    @TempDir Path root;

    @Test
    void takesATokenizerThatExists() {
        registry.answers(tokenizer());

        assertEquals(tokenizer(), find());

        assertTrue(requests.events().isEmpty());
    }

    @Test
    void asksForAMissingOneAndWaitsForIt() {
        registry.knowsNothing().knowsNothing().answers(tokenizer());

        assertEquals(tokenizer(), find());

        TokenizerRequested request = requests.last();
        assertEquals("job-1-tokenizer", request.id());
        assertEquals("tales", request.name());
        assertEquals(TestRequests.CORPUS, request.corpus());
        assertEquals(300, request.settings().vocabularySize());
        assertEquals(false, request.settings().hardVocabularyLimit());
        assertEquals(
                List.of(State.WAITING), progress.events().stream().map(Progressed::state).toList());
        assertFalse(registry.following);
    }

    @Test
    void anImpliedOneOfAnotherCorpusIsTrainedAnew() {
        ArtifactReference other = new ArtifactReference("corpora/other", "b".repeat(64));
        registry.answers(tokenizer(other, 300)).answers(tokenizer());

        assertEquals(tokenizer(), find());

        assertEquals(TestRequests.CORPUS, requests.last().corpus());
    }

    @Test
    void anImpliedOneOfAnotherSizeIsTrainedAnew() {
        registry.answers(tokenizer(TestRequests.CORPUS, 301)).answers(tokenizer());

        assertEquals(tokenizer(), find());

        assertEquals(300, requests.last().settings().vocabularySize());
    }

    @Test
    void anImpliedOneThatIsSmallerThanAskedForIsTrainedAnew() {
        TokenizerTrained small =
                TokenizerTrainedBuilder.builder(tokenizer()).vocabularySize(200).build();
        registry.answers(small);

        assertEquals(small, find());

        registry.answers(small).answers(tokenizer());
        assertEquals(tokenizer(), find(TestRequests.job("\"vocabularySize\":300")));
    }

    @Test
    void aNamedOneIsTakenWhateverItWasTrainedOn() {
        ArtifactReference other = new ArtifactReference("corpora/other", "b".repeat(64));
        registry.answers(tokenizer(other, 400));

        assertEquals(tokenizer(other, 400), find(TestRequests.job("\"tokenizer\":\"tales\"")));

        assertTrue(requests.events().isEmpty());
    }

    @Test
    void aNamedOneOfAnotherSizeThanAskedForIsRejected() {
        registry.answers(tokenizer());

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () ->
                                find(
                                        TestRequests.job(
                                                "\"tokenizer\":\"tales\",\"vocabularySize\":400")));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("300 pieces, not 400"), end.reason());
    }

    @Test
    void endsAsTheTokenizersJobEnds() {
        registry.knowsNothing()
                .followedBy(end("job-1-tokenizer", State.REJECTED, "vocabulary too large"));

        JobEndedException end = assertThrows(JobEndedException.class, this::find);

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().endsWith("vocabulary too large"), end.reason());
        assertFalse(registry.following);
    }

    @Test
    void otherJobsUnderTheSameNameMeanNothing() {
        registry.knowsNothing()
                .knowsNothing()
                .answers(tokenizer())
                .followedBy(end("another", State.FAILED, "no"));

        assertEquals(tokenizer(), find());
    }

    @Test
    void waitsForTheTokenizerThatIsCompletedButNotYetRead() {
        registry.knowsNothing()
                .knowsNothing()
                .answers(tokenizer())
                .followedBy(end("job-1-tokenizer", State.COMPLETED, null));

        assertEquals(tokenizer(), find());
    }

    @Test
    void stopsWaitingWhenAsked() {
        registry.knowsNothing();
        control.shutDown();

        assertThrows(HandOverException.class, this::find);
    }

    private TokenizerTrained find() {
        return find(job);
    }

    private TokenizerTrained find(JobSpec job) {
        JobPublishers publishers =
                new JobPublishers(
                        progress,
                        new RecordingPublisher<>(),
                        new RecordingPublisher<>(),
                        requests,
                        new RecordingPublisher<>(),
                        new RecordingPublisher<>(),
                        () -> {});
        JobAttempt attempt =
                new JobAttempt(
                        job, publishers, new TrainingProgress(job, progress, clock), control);
        return new TokenizerResolver(store(), registry).find(attempt, TestRequests.CORPUS, 300);
    }

    private ArtifactStore store() {
        try {
            return ArtifactStore.at(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Progressed end(String id, State state, String reason) {
        Progressed end = Progressed.of(id, "tales", Work.TOKENIZER, state);
        return reason == null ? end : end.withReason(reason);
    }

    private static TokenizerTrained tokenizer() {
        return tokenizer(TestRequests.CORPUS, 300);
    }

    private static TokenizerTrained tokenizer(ArtifactReference corpus, int vocabularySize) {
        return TokenizerTrainedBuilder.builder()
                .id("t")
                .name("tales")
                .artifact(TestRequests.CORPUS)
                .vocabularySize(vocabularySize)
                .bytesPerToken(3)
                .unknownRate(0)
                .skippedLines(0)
                .skippedBytes(0)
                .corpus(corpus)
                .settings(TokenizerSettings.ofVocabularySize(vocabularySize))
                .build();
    }
}
