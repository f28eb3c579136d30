package io.conteur.tokenizertrainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was measured while a tokenizer was trained. Kept beside it as {@code training.json}, so that
 * a repeat of the request tells the same.
 *
 * @param bytesPerToken UTF-8 bytes of the corpus per token
 * @param unknownRate share of the corpus's tokens that are unknown, 0 to 1
 */
record Findings(
        int vocabularySize,
        double bytesPerToken,
        double unknownRate,
        long skippedLines,
        long skippedBytes) {
    private static final String FILE = "training.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads what {@link #write} wrote; the folder is a verified artifact. */
    static Findings read(Path folder) throws IOException {
        return JSON.readValue(Files.readAllBytes(folder.resolve(FILE)), Findings.class);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
    }
}
