package io.conteur.tokenizer.huggingface;

import io.conteur.tokenizer.model.SanitizedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes the files from which transformers' {@code AutoTokenizer} opens a tokenizer. */
public final class HuggingFaceFiles {
    private HuggingFaceFiles() {}

    /**
     * Writes {@code tokenizer_config.json} into an existing folder, and {@code tokenizer.json}. A
     * model of another kind than is trained here has no {@code tokenizer.json}: transformers then
     * converts the model file itself.
     */
    public static void write(Path folder, SanitizedModel model) throws IOException {
        Optional<String> tokenizer = tokenizer(model);
        if (tokenizer.isPresent()) {
            Files.writeString(folder.resolve("tokenizer.json"), tokenizer.get());
        }
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                tokenizer.isPresent()
                        ? TokenizerConfigJson.ofTokenizerJson(model.vocabulary())
                        : TokenizerConfigJson.ofModelFile(model.vocabulary()));
    }

    /** The content of {@code tokenizer.json}. */
    public static Optional<String> tokenizer(SanitizedModel model) {
        return TokenizerJson.of(model);
    }
}
