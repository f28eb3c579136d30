package io.conteur.cli.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.cli.common.TrainingCorpus;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledTokenizerTest {
    @TempDir private Path directory;

    /**
     * The golden file is the vocabulary that SentencePiece 0.2.2 learns from the bundled corpus.
     */
    @Test
    void theBundledCorpusGivesThePiecesThatSentencePieceGives() throws IOException {
        TrainingCorpus bundled = TrainingCorpus.bundled();
        Path prompts = Files.write(directory.resolve("prompts.txt"), bundled.prompts());
        Path stories = Files.write(directory.resolve("stories.txt"), bundled.stories());
        TokenizerParameters parameters = TokenizerParameters.defaults(1000);

        String vocabulary =
                new TokenizerTrainer(parameters, (stage, fraction) -> true)
                        .train(List.of(prompts, stories))
                        .vocabulary();

        try (InputStream golden = getClass().getResourceAsStream("/bundled-1000.vocab")) {
            byte[] bytes = Objects.requireNonNull(golden).readAllBytes();
            assertEquals(new String(bytes, StandardCharsets.UTF_8), vocabulary);
        }
    }
}
