package io.conteur.cli;

import io.conteur.gpt.Generator;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint folder, opened without Kafka. */
record OfflineModel(Tokenizer tokenizer, Generator generator) implements AutoCloseable {
    static OfflineModel load(Path folder) throws IOException {
        for (String file : new String[] {"config.json", "model.safetensors", "tokenizer.model"}) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new CommandFailedException(
                        folder
                                + " is not a checkpoint folder: it has no "
                                + file
                                + "; a training leaves them under DATA/artifacts/checkpoints/MODEL");
            }
        }
        return new OfflineModel(
                Tokenizer.load(folder.resolve("tokenizer.model")), Generator.load(folder));
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
