package io.conteur.cli.offline;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.gpt.Generator;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tokenizer and the generator of a checkpoint folder. */
public record OfflineModel(Tokenizer tokenizer, Generator generator) implements AutoCloseable {
    static OfflineModel load(Path folder) throws IOException {
        Path tokenizer = tokenizerOf(folder);
        return new OfflineModel(Tokenizer.load(tokenizer), Generator.load(folder));
    }

    /** The tokenizer file of a checkpoint folder; fails when the folder is not one. */
    public static Path tokenizerOf(Path folder) {
        for (String file : new String[] {"config.json", "model.safetensors", "tokenizer.model"}) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new CommandFailedException(
                        folder
                                + " is not a checkpoint folder: it has no "
                                + file
                                + "; a training leaves them under DATA/artifacts/checkpoints/MODEL");
            }
        }
        return folder.resolve("tokenizer.model");
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
