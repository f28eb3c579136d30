package io.conteur.modeltrainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.ValidationFigures;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusEncoderTest {
    private static final String CHINESE = "\u6708\u4eae\u5728\u6e56\u8fb9\u5347\u8d77";

    @TempDir Path root;
    private Tokenizer tokenizer;

    @BeforeEach
    void load() throws IOException {
        ArtifactStore store = ArtifactStore.at(root);
        Tales tales = Tales.in(store, "tales");
        Path folder = store.fetch(tales.tokenizer().key(), tales.tokenizer().sha256());
        tokenizer = Tokenizer.load(folder.resolve("tokenizer.model"));
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void aTextThatItsTokenizerSpellsLosesNothing() {
        CorpusEncoder encoder = new CorpusEncoder(tokenizer, 64);

        encoder.story("the fox sat by the lake .");

        assertEquals(0, encoder.lostBytes());
        assertEquals(0, encoder.requireSpelled());
    }

    @Test
    void countsTheBytesOfCharactersThatTheTokenizerDoesNotKnow() {
        CorpusEncoder encoder = new CorpusEncoder(tokenizer, 64);

        encoder.story("the fox sat by the lake and saw the moon \u6708 .");

        assertEquals(3, encoder.lostBytes());
        assertEquals(3.0 / 46, encoder.requireSpelled(), 1e-9);
    }

    @Test
    void refusesATokenizerOfAnotherScript() {
        CorpusEncoder encoder = new CorpusEncoder(tokenizer, 64);

        encoder.story(CHINESE);

        assertEquals(CHINESE.getBytes(StandardCharsets.UTF_8).length, encoder.lostBytes());
        JobEndedException end = assertThrows(JobEndedException.class, encoder::requireSpelled);
        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().startsWith("100.0 % of the corpus's bytes"), end.reason());
    }

    @Test
    void aModelOfUnknownTokensAloneIsNoBetterThanWritingTheBytesOut() {
        ValidationFigures figures = new Measure(0, 2, 1, 21, 21).figures();

        assertEquals(8, figures.bitsPerByte(), 1e-9);
        assertEquals(1, figures.perplexity(), 1e-9);
        assertEquals(Math.pow(256, 21), figures.wordPerplexity(), 1e42);
    }

    @Test
    void refusesMoreTokensThanTheHeapHolds() {
        CorpusEncoder encoder = new CorpusEncoder(tokenizer, 64, 10);
        int[] prompt = encoder.prompt("the fox");
        int[] story = encoder.story("the fox sat by the lake and saw the moon .");

        JobEndedException end =
                assertThrows(JobEndedException.class, () -> encoder.windows(prompt, story));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("more than 10 tokens"), end.reason());
    }

    @Test
    void whatTheTokenizerFailsOnIsARejection() {
        CorpusEncoder encoder = new CorpusEncoder(tokenizer, 64);

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () ->
                                encoder.encode(
                                        "the fox",
                                        text -> {
                                            throw new IllegalStateException("not consumed");
                                        }));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("cannot encode the fox: not consumed"), end.reason());
    }

    @Test
    void aTokenizerWithoutASeparatorIsRejected() throws IOException {
        Path text = Files.writeString(root.resolve("text.txt"), "the fox sat by the lake\n");
        TokenizerParameters some = TokenizerParameters.defaults(20);
        TokenizerParameters without =
                new TokenizerParameters(
                        some.vocabularySize(),
                        some.specialIds(),
                        List.of(),
                        List.of(),
                        some.characterCoverage(),
                        some.maxSentenceLength(),
                        some.maxPieceLength(),
                        some.split(),
                        some.byteFallback(),
                        false,
                        some.sample());
        TrainedTokenizer trained =
                new TokenizerTrainer(without, (stage, fraction) -> true).train(List.of(text));
        Path folder = Files.createDirectory(root.resolve("without"));
        trained.saveTo(folder);

        assertRejected(folder.resolve("tokenizer.model"), "trained without <sep>");
    }

    @Test
    void aFileThatIsNoTokenizerIsRejected() throws IOException {
        assertRejected(Files.writeString(root.resolve("text.txt"), "the fox"), "SentencePiece");
    }

    private static void assertRejected(Path model, String reason) {
        ArtifactReference artifact = new ArtifactReference("tokenizers/odd", "d".repeat(64));

        JobEndedException end =
                assertThrows(JobEndedException.class, () -> ReadyTokenizer.load(artifact, model));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("tokenizers/odd"), end.reason());
        assertTrue(end.reason().contains(reason), end.reason());
    }
}
