package io.conteur.tokenizertrainer.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was measured while a tokenizer was trained, {@code training.json} beside it. A repeated
 * request publishes the same figures. The components are the file's fields.
 *
 * @param bytesPerToken UTF-8 bytes of the corpus per token
 * @param unknownRate share of the corpus's tokens that are unknown, 0 to 1
 */
public record TrainingReport(
        int vocabularySize,
        double bytesPerToken,
        double unknownRate,
        long skippedLines,
        long skippedBytes) {
    private static final String FILE = "training.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    static TrainingReport read(Path folder) throws IOException {
        return JSON.readValue(Files.readAllBytes(folder.resolve(FILE)), TrainingReport.class);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
    }
}
