package io.conteur.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a training gave.
 *
 * @param model SentencePiece's model file
 * @param vocabulary a line per piece, with its score
 * @param vocabularySize pieces
 * @param bytesPerToken UTF-8 bytes of the corpus per token
 * @param unknownRate unknown characters of the corpus per token
 * @param lines of the corpus that were used
 * @param skippedLines lines that a limit left out
 */
public record TrainedTokenizer(
        byte[] model,
        String vocabulary,
        int vocabularySize,
        double bytesPerToken,
        double unknownRate,
        long lines,
        long skippedLines,
        long skippedBytes) {
    /**
     * Writes {@code tokenizer.model}, {@code tokenizer.vocab} and {@code tokenizer_config.json}
     * into an existing folder.
     */
    public void saveTo(Path folder) throws IOException {
        Files.write(folder.resolve(Tokenizer.MODEL_FILE), model);
        Files.writeString(folder.resolve("tokenizer.vocab"), vocabulary);
        Files.writeString(folder.resolve(HuggingFace.CONFIG_FILE), HuggingFace.CONFIG);
    }
}
