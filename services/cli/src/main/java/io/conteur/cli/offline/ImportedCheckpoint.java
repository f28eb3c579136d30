package io.conteur.cli.offline;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.model.Architecture;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/** A checkpoint folder that is to be published, so that a training can go on from it. */
public record ImportedCheckpoint(Path folder) {
    private static final int HASH_DIGITS = 12;
    private static final int MAX_NAME_LENGTH = 100;

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
        String suffix = "-" + hash();
        int room = MAX_NAME_LENGTH - suffix.length();
        String stem = name.length() <= room ? name : name.substring(0, room);
        return store.publish("imports/" + stem + suffix, this::writeTo);
    }

    private void writeTo(Path target) throws IOException {
        for (String file : CheckpointFolder.FILES) {
            Files.copy(folder.resolve(file), target.resolve(file));
        }
        try (Tokenizer tokenizer = OfflineModel.tokenizer(folder)) {
            tokenizer.saveTo(target);
        }
    }

    private String hash() throws IOException {
        TreeSet<String> files = new TreeSet<>(CheckpointFolder.FILES);
        files.add(
                Files.exists(folder.resolve(Tokenizer.MODEL_FILE))
                        ? Tokenizer.MODEL_FILE
                        : TokenizerJsonReader.FILE);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : files) {
                try (InputStream in =
                        new DigestInputStream(Files.newInputStream(folder.resolve(file)), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
