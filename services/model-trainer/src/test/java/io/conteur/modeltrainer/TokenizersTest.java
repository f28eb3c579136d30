package io.conteur.modeltrainer;

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizersTest {
    private final Desk desk = new Desk();
    private final Pulse pulse = desk.pulse;
    private final FakeTokenizerTable table = desk.tokenizers;
    private final RecordingOutbox<TokenizerRequested> requests = desk.requests;
    private final RecordingOutbox<Progressed> progress = desk.progress;
    private final Job job = Requests.job("");

    @TempDir Path root;

    @Test
    void takesATokenizerThatExists() {
        table.answers(tokenizer());

        assertEquals(tokenizer(), find());

        assertTrue(requests.events().isEmpty());
    }

    @Test
    void asksForAMissingOneAndWaitsForIt() {
        table.knowsNothing().knowsNothing().answers(tokenizer());

        assertEquals(tokenizer(), find());

        TokenizerRequested request = requests.last();
        assertEquals("job-1-tokenizer", request.id());
        assertEquals("tales", request.name());
        assertEquals(Requests.CORPUS, request.corpus());
        assertEquals(300, request.settings().vocabularySize());
        assertEquals(false, request.settings().hardVocabularyLimit());
        assertEquals(
                List.of(State.WAITING), progress.events().stream().map(Progressed::state).toList());
        assertFalse(table.following);
    }

    @Test
    void anImpliedOneOfAnotherCorpusIsTrainedAnew() {
        ArtifactReference other = new ArtifactReference("corpora/other", "b".repeat(64));
        table.answers(tokenizer(other, 300)).answers(tokenizer());

        assertEquals(tokenizer(), find());

        assertEquals(Requests.CORPUS, requests.last().corpus());
    }

    @Test
    void anImpliedOneOfAnotherSizeIsTrainedAnew() {
        table.answers(tokenizer(Requests.CORPUS, 301)).answers(tokenizer());

        assertEquals(tokenizer(), find());

        assertEquals(300, requests.last().settings().vocabularySize());
    }

    @Test
    void anImpliedOneThatIsSmallerThanAskedForIsTrainedAnew() {
        TokenizerTrained small =
                TokenizerTrainedBuilder.builder(tokenizer()).vocabularySize(200).build();
        table.answers(small);

        assertEquals(small, find());

        table.answers(small).answers(tokenizer());
        assertEquals(tokenizer(), find(Requests.job("\"vocabularySize\":300")));
    }

    @Test
    void aNamedOneIsTakenWhateverItWasTrainedOn() {
        ArtifactReference other = new ArtifactReference("corpora/other", "b".repeat(64));
        table.answers(tokenizer(other, 400));

        assertEquals(tokenizer(other, 400), find(Requests.job("\"tokenizer\":\"tales\"")));

        assertTrue(requests.events().isEmpty());
    }

    @Test
    void aNamedOneOfAnotherSizeThanAskedForIsRejected() {
        table.answers(tokenizer());

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () -> find(Requests.job("\"tokenizer\":\"tales\",\"vocabularySize\":400")));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("300 pieces, not 400"), end.reason());
    }

    @Test
    void endsAsTheTokenizersJobEnds() {
        table.knowsNothing().tells(end("job-1-tokenizer", State.REJECTED, "vocabulary too large"));

        JobEndedException end = assertThrows(JobEndedException.class, this::find);

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().endsWith("vocabulary too large"), end.reason());
        assertFalse(table.following);
    }

    @Test
    void otherJobsUnderTheSameNameMeanNothing() {
        table.knowsNothing()
                .knowsNothing()
                .answers(tokenizer())
                .tells(end("another", State.FAILED, "no"));

        assertEquals(tokenizer(), find());
    }

    @Test
    void waitsForTheTokenizerThatIsCompletedButNotYetRead() {
        table.knowsNothing()
                .knowsNothing()
                .answers(tokenizer())
                .tells(end("job-1-tokenizer", State.COMPLETED, null));

        assertEquals(tokenizer(), find());
    }

    @Test
    void stopsWaitingWhenAsked() {
        table.knowsNothing();
        pulse.stop();

        assertThrows(HandOverException.class, this::find);
    }

    private TokenizerTrained find() {
        return find(job);
    }

    private TokenizerTrained find(Job job) {
        Studio studio = desk.studio(store(), new FakeLearners(desk.clock), pulse);
        Journal journal = new Journal(job, progress, desk.clock);
        return new Tokenizers(new Assignment(job, desk.outboxes(), journal, studio))
                .find(Requests.CORPUS, 300);
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
        return tokenizer(Requests.CORPUS, 300);
    }

    private static TokenizerTrained tokenizer(ArtifactReference corpus, int vocabularySize) {
        return TokenizerTrainedBuilder.builder()
                .id("t")
                .name("tales")
                .artifact(Requests.CORPUS)
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
