package io.conteur.modeltrainer.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.Progressed.State;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        TestCorpus tales = TestCorpus.in(store, "tales");
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

        assertEquals(0, encoder.unknownBytes());
        assertEquals(0, encoder.requireKnown());
    }

    @Test
    void countsTheBytesOfCharactersThatTheTokenizerDoesNotKnow() {
        CorpusEncoder encoder = new CorpusEncoder(tokenizer, 64);

        encoder.story("the fox sat by the lake and saw the moon \u6708 .");

        assertEquals(3, encoder.unknownBytes());
        assertEquals(3.0 / 46, encoder.requireKnown(), 1e-9);
    }

    @Test
    void refusesATokenizerOfAnotherScript() {
        CorpusEncoder encoder = new CorpusEncoder(tokenizer, 64);

        encoder.story(CHINESE);

        assertEquals(CHINESE.getBytes(StandardCharsets.UTF_8).length, encoder.unknownBytes());
        JobEndedException end = assertThrows(JobEndedException.class, encoder::requireKnown);
        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().startsWith("100.0 % of the corpus's bytes"), end.reason());
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
}
