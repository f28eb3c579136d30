package io.conteur.console.web;

import io.conteur.events.EventChecks;
import jakarta.ws.rs.BadRequestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Two uploaded files: line n of the prompts belongs to line n of the stories. */
final class CorpusUpload {
    private static final int HASH_DIGITS = 12;
    private static final int MAX_NAME_LENGTH = 100;

    private final Path prompts;
    private final Path stories;
    private final long pairs;

    private CorpusUpload(Path prompts, Path stories, long pairs) {
        this.prompts = prompts;
        this.stories = stories;
        this.pairs = pairs;
    }

    /**
     * Checks the files.
     *
     * @throws BadRequestException when they are not a corpus, with what would be right
     */
    static CorpusUpload of(Path prompts, Path stories) throws IOException {
        long promptLines = lines(prompts, "prompts");
        long storyLines = lines(stories, "stories");
        if (promptLines != storyLines) {
            throw new BadRequestException(
                    ("the prompts have %d lines and the stories %d; line n of one must belong to"
                                    + " line n of the other")
                            .formatted(promptLines, storyLines));
        }
        return new CorpusUpload(prompts, stories, promptLines);
    }

    long pairs() {
        return pairs;
    }

    /** {@code corpora/NAME-HASH}: the same files have the same key. */
    String key(String name) throws IOException {
        EventChecks.name(name, "/name");
        String suffix = "-" + hash();
        int room = MAX_NAME_LENGTH - suffix.length();
        return "corpora/" + name.substring(0, Math.min(room, name.length())) + suffix;
    }

    void writeTo(Path folder) throws IOException {
        Files.copy(prompts, folder.resolve("prompts.txt"));
        Files.copy(stories, folder.resolve("stories.txt"));
    }

    private String hash() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt((int) Files.size(prompts)).array());
            digest(prompts, digest);
            digest(stories, digest);
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void digest(Path file, MessageDigest digest) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static long lines(Path file, String name) throws IOException {
        long count = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                count++;
                if (line.isBlank()) {
                    throw new BadRequestException(
                            "line %d of the %s is empty".formatted(count, name));
                }
            }
        } catch (CharacterCodingException e) {
            throw new BadRequestException(
                    "the %s are not UTF-8 text after line %d".formatted(name, count));
        }
        if (count == 0) {
            throw new BadRequestException("the file of the " + name + " is empty");
        }
        return count;
    }
}
