package io.conteur.tokenizer;

import io.conteur.tokenizer.huggingface.HuggingFaceFiles;
import io.conteur.tokenizer.model.SanitizedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A trained tokenizer and the statistics of its training.
 *
 * @param model SentencePiece's model file
 * @param vocabulary SentencePiece's {@code .vocab} file: one line per piece in order of ids, the
 *     piece, a tab and its score
 * @param vocabularySize pieces; fewer than requested only without a hard limit
 * @param bytesPerToken UTF-8 bytes of the used lines per token
 * @param unknownRate share of unknown tokens in the used lines, 0 to 1
 * @param lines used lines
 * @param skippedLines lines that are longer than the limit, or contain U+2585, which marks unknown
 *     characters during training
 * @param bytes uncompressed size of the corpus, skipped lines included
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
     * Writes {@code tokenizer.model}, {@code tokenizer.vocab}, {@code tokenizer.json} and {@code
     * tokenizer_config.json} into an existing folder.
     */
    public void saveTo(Path folder) throws IOException {
        Files.write(folder.resolve(Tokenizer.MODEL_FILE), model);
        Files.writeString(folder.resolve("tokenizer.vocab"), vocabulary);
        HuggingFaceFiles.write(folder, SanitizedModel.of(model));
    }
}
