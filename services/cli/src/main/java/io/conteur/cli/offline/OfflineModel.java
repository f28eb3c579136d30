package io.conteur.cli.offline;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.gpt.Generator;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tokenizer and the generator of a checkpoint folder. */
public record OfflineModel(Tokenizer tokenizer, Generator generator) implements AutoCloseable {
    static OfflineModel load(Path folder) throws IOException {
        Tokenizer tokenizer = tokenizer(folder);
        try {
            return new OfflineModel(tokenizer, Generator.load(folder));
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /**
     * The tokenizer of a checkpoint folder. One that transformers saved has no model file, but
     * {@code tokenizer.json}.
     *
     * @throws CommandFailedException when the folder is not one
     */
    public static Tokenizer tokenizer(Path folder) throws IOException {
        for (String file : List.of("config.json", "model.safetensors")) {
            if (!has(folder, file)) {
                throw noCheckpoint(folder, file);
            }
        }
        if (!has(folder, Tokenizer.MODEL_FILE) && has(folder, TokenizerJsonReader.FILE)) {
            return TokenizerJsonReader.read(folder.resolve(TokenizerJsonReader.FILE));
        }
        if (!has(folder, Tokenizer.MODEL_FILE)) {
            throw noCheckpoint(folder, Tokenizer.MODEL_FILE);
        }
        return Tokenizer.load(folder.resolve(Tokenizer.MODEL_FILE));
    }

    /** Copies what makes a model: configuration, weights and tokenizer. */
    static void copy(Path folder, Tokenizer tokenizer, Path target) throws IOException {
        for (String file : CheckpointFolder.FILES) {
            Files.copy(folder.resolve(file), target.resolve(file));
        }
        tokenizer.saveTo(target);
    }

    private static boolean has(Path folder, String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    private static CommandFailedException noCheckpoint(Path folder, String file) {
        return new CommandFailedException(
                folder
                        + " is not a checkpoint folder: it has no "
                        + file
                        + "; a training leaves them under DATA/artifacts/checkpoints/MODEL");
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
