package io.conteur.tokenizer;

import io.conteur.tokenizer.model.HuggingFaceTokenizerConfig;
import io.conteur.tokenizer.model.ModelFile;
import io.conteur.tokenizer.piece.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a training gave.
 *
 * @param model SentencePiece's model file
 * @param vocabulary SentencePiece's {@code .vocab}: each line a piece, a tab and its score, in
 *     order of ids
 * @param vocabularySize pieces; fewer than asked for only under a soft limit
 * @param bytesPerToken UTF-8 bytes of the used lines per token
 * @param unknownRate share of the used lines' tokens that are unknown, 0 to 1
 * @param lines that were used
 * @param skippedLines longer than the limit, or holding U+2585, which stands for unknown characters
 *     inside the training
 * @param bytes of the corpus, unpacked, skipped ones included
 */
public record TrainedTokenizer(
        byte[] model,
        String vocabulary,
        int vocabularySize,
        double bytesPerToken,
        double unknownRate,
        long lines,
        long skippedLines,
        long skippedBytes,
        long bytes) {
    /**
     * Writes {@code tokenizer.model}, {@code tokenizer.vocab} and {@code tokenizer_config.json}
     * into an existing folder.
     */
    public void saveTo(Path folder) throws IOException {
        Files.write(folder.resolve(Tokenizer.MODEL_FILE), model);
        Files.writeString(folder.resolve("tokenizer.vocab"), vocabulary);
        Vocabulary pieces = ModelFile.vocabulary(folder, model);
        Files.writeString(
                folder.resolve(HuggingFaceTokenizerConfig.FILE),
                HuggingFaceTokenizerConfig.json(pieces));
    }
}
