package io.conteur.console.web;

import io.conteur.artifacts.format.ContentKey;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.events.EventChecks;
import jakarta.ws.rs.BadRequestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/** Two uploaded files: line n of the prompts belongs to line n of the stories. */
final class CorpusUpload {
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
        return ContentKey.of("corpora", name, digest());
    }

    void writeTo(Path folder) throws IOException {
        Files.copy(prompts, folder.resolve("prompts.txt"));
        Files.copy(stories, folder.resolve("stories.txt"));
    }

    /** The same as of a corpus that the command line publishes. */
    private MessageDigest digest() throws IOException {
        MessageDigest digest = FileChecksum.digest();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt((int) Files.size(prompts)).array());
        for (Path file : List.of(prompts, stories)) {
            try (InputStream in = Files.newInputStream(file)) {
                FileChecksum.update(digest, in);
            }
        }
        return digest;
    }

    /** A character at a time: a line may be as long as the file. */
    private static long lines(Path file, String name) throws IOException {
        long count = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            boolean blank = true;
            boolean any = false;
            for (int each = reader.read(); each >= 0; each = reader.read()) {
                any = each != '\n';
                blank &= Character.isWhitespace(each);
                if (!any) {
                    count++;
                    requireText(!blank, count, name);
                    blank = true;
                }
            }
            if (any) { // The last line may lack its line feed.
                count++;
                requireText(!blank, count, name);
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

    private static void requireText(boolean text, long line, String name) {
        if (!text) {
            throw new BadRequestException("line %d of the %s is empty".formatted(line, name));
        }
    }
}
