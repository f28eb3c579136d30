package io.conteur.cli.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainCommandTest {
    @TempDir private Path folder;

    @Test
    void aSampleHasMoreThanAHundredLinesAsInSentencePiece() throws IOException {
        for (String lines : new String[] {"1", "100"}) {
            Console refused = train(lines);

            assertEquals(2, refused.exitCode());
            assertTrue(refused.err().contains("above 100, is " + lines), refused.err());
        }
        for (String lines : new String[] {"0", "101"}) {
            Console trained = train(lines);

            assertEquals(0, trained.exitCode(), trained.err());
        }
    }

    private Console train(String lines) throws IOException {
        Path text = folder.resolve("text.txt");
        Files.write(text, Collections.nCopies(200, "the fox saw the owl"));
        return Console.run(
                "tokenizer",
                "train",
                "--input=" + text,
                "--output=" + folder.resolve("small"),
                "--vocab-size=30",
                "--hard-vocab-limit=false",
                "--input-sentence-size=" + lines);
    }
}
