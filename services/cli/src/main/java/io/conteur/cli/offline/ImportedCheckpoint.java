package io.conteur.cli.offline;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.format.ContentKey;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.model.Architecture;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.TreeSet;

/** A checkpoint folder that is to be published, so that a training can go on from it. */
public record ImportedCheckpoint(Path folder) {

    /**
     * Checks that the folder holds a model that can be trained, and its tokenizer.
     *
     * @throws CommandFailedException when it is not a checkpoint folder
     * @throws IOException naming the file that does not fit
     */
    public static ImportedCheckpoint of(Path folder) throws IOException {
        try (Tokenizer tokenizer = OfflineModel.tokenizer(folder)) {
            Architecture architecture = CheckpointFolder.architecture(folder);
            if (architecture.vocabulary() != tokenizer.vocabularySize()) {
                throw new CommandFailedException(
                        "%s: the model has %d tokens, its tokenizer %d pieces"
                                .formatted(
                                        folder,
                                        architecture.vocabulary(),
                                        tokenizer.vocabularySize()));
            }
            CheckpointFolder.forEachWeight(folder, architecture, (tensor, numbers) -> {});
        }
        return new ImportedCheckpoint(folder);
    }

    /** Publishes what a training needs of it, once for the same content. */
    public Artifact publish(ArtifactStore store, String name) throws IOException {
        return store.publish(ContentKey.of("imports", name, digest()), this::writeTo);
    }

    private void writeTo(Path target) throws IOException {
        try (Tokenizer tokenizer = OfflineModel.tokenizer(folder)) {
            OfflineModel.copy(folder, tokenizer, target);
        }
    }

    private MessageDigest digest() throws IOException {
        TreeSet<String> files = new TreeSet<>(CheckpointFolder.FILES);
        files.add(
                Files.exists(folder.resolve(Tokenizer.MODEL_FILE))
                        ? Tokenizer.MODEL_FILE
                        : TokenizerJsonReader.FILE);
        MessageDigest digest = FileChecksum.digest();
        for (String file : files) {
            try (InputStream in = Files.newInputStream(folder.resolve(file))) {
                FileChecksum.update(digest, in);
            }
        }
        return digest;
    }
}
