package io.conteur.cli;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompts and stories, a pair per line.
 *
 * @param validationLines line numbers from 0 to hold out; null leaves the choice to the trainer
 */
record CorpusFiles(byte[] prompts, byte[] stories, byte @Nullable [] validationLines) {
    private static final int HASH_DIGITS = 12;

    /** Reads and checks two files. */
    static CorpusFiles read(Path prompts, Path stories, @Nullable Path validationLines)
            throws IOException {
        CorpusFiles files =
                new CorpusFiles(
                        Files.readAllBytes(prompts),
                        Files.readAllBytes(stories),
                        validationLines == null ? null : Files.readAllBytes(validationLines));
        files.check(prompts.toString(), stories.toString());
        return files;
    }

    /** The corpus that comes with the program. */
    static CorpusFiles bundled() throws IOException {
        return new CorpusFiles(resource("prompts.txt"), resource("stories.txt"), null);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = CorpusFiles.class.getResourceAsStream("/corpus/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the bundled corpus lacks " + name);
            }
            return in.readAllBytes();
        }
    }

    /** Puts the corpus into the store under its name and content; the same corpus only once. */
    Artifact publish(ArtifactStore store, String name) throws IOException {
        return store.publish("corpora/" + name + "-" + hash(), this::writeTo);
    }

    private void writeTo(Path folder) throws IOException {
        Files.write(folder.resolve("prompts.txt"), prompts);
        Files.write(folder.resolve("stories.txt"), stories);
        if (validationLines != null) {
            Files.write(folder.resolve("validation-lines.txt"), validationLines);
        }
    }

    private String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(prompts.length).array());
            digest.update(prompts);
            digest.update(stories);
            digest.update(validationLines == null ? new byte[0] : validationLines);
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void check(String promptsName, String storiesName) {
        List<String> promptLines = lines(prompts, promptsName);
        List<String> storyLines = lines(stories, storiesName);
        if (promptLines.size() != storyLines.size()) {
            throw new CommandFailedException(
                    "%s has %d lines and %s has %d; line n of one must belong to line n of the other"
                            .formatted(
                                    promptsName,
                                    promptLines.size(),
                                    storiesName,
                                    storyLines.size()));
        }
        requireNoBlank(promptLines, promptsName);
        requireNoBlank(storyLines, storiesName);
    }

    private static void requireNoBlank(List<String> lines, String name) {
        if (lines.isEmpty()) {
            throw new CommandFailedException(name + " is empty");
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                throw new CommandFailedException("line " + (i + 1) + " of " + name + " is empty");
            }
        }
    }

    /** Lines of UTF-8 text; a line break at the very end ends the last line. */
    static List<String> lines(byte[] bytes, String name) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String ended = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return ended.isEmpty() ? List.of() : List.of(ended.split("\n", -1));
        } catch (CharacterCodingException e) {
            throw new CommandFailedException(name + " is not UTF-8 text");
        }
    }
}
