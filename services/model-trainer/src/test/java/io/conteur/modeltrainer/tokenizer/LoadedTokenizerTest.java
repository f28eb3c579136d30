package io.conteur.modeltrainer.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed.State;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedTokenizerTest {
    @TempDir Path root;

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
                assertThrows(JobEndedException.class, () -> LoadedTokenizer.load(artifact, model));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("tokenizers/odd"), end.reason());
        assertTrue(end.reason().contains(reason), end.reason());
    }
}
