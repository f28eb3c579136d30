package io.conteur.cli.common;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.format.ContentKey;
import io.conteur.artifacts.format.FileChecksum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A training corpus: line n of the prompts belongs to line n of the stories.
 *
 * @param validationLines numbers, from 0, of the lines to hold out for validation; null leaves the
 *     choice to the trainer
 */
public record TrainingCorpus(byte[] prompts, byte[] stories, byte @Nullable [] validationLines) {

    /** Reads and validates the files. */
    public static TrainingCorpus read(Path prompts, Path stories, @Nullable Path validationLines)
            throws IOException {
        TrainingCorpus files =
                new TrainingCorpus(
                        InputFile.read(prompts),
                        InputFile.read(stories),
                        validationLines == null ? null : InputFile.read(validationLines));
        List<String> pairs = files.check(prompts.toString(), stories.toString());
        if (validationLines != null) {
            files.checkValidationLines(validationLines.toString(), pairs.size());
        }
        return files;
    }

    /** The corpus that is bundled with the program. */
    public static TrainingCorpus bundled() throws IOException {
        return new TrainingCorpus(resource("prompts.txt"), resource("stories.txt"), null);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TrainingCorpus.class.getResourceAsStream("/corpus/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the bundled corpus lacks " + name);
            }
            return in.readAllBytes();
        }
    }

    /** Publishes the corpus under its name and content hash; does so once for the same corpus. */
    public Artifact publish(ArtifactStore store, String name) throws IOException {
        return store.publish(ContentKey.of("corpora", name, digest()), this::writeTo);
    }

    private void writeTo(Path folder) throws IOException {
        Files.write(folder.resolve("prompts.txt"), prompts);
        Files.write(folder.resolve("stories.txt"), stories);
        if (validationLines != null) {
            Files.write(folder.resolve("validation-lines.txt"), validationLines);
        }
    }

    private MessageDigest digest() {
        MessageDigest digest = FileChecksum.digest();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(prompts.length).array());
        digest.update(prompts);
        digest.update(stories);
        digest.update(validationLines == null ? new byte[0] : validationLines);
        return digest;
    }

    private List<String> check(String promptsName, String storiesName) {
        List<String> promptLines = lines(prompts, promptsName);
        List<String> storyLines = lines(stories, storiesName);
        requirePairs(promptLines, promptsName, storyLines, storiesName);
        return promptLines;
    }

    /** Requires as many prompts as stories, and no blank line. */
    public static void requirePairs(
            List<String> prompts, String promptsName, List<String> stories, String storiesName) {
        if (prompts.size() != stories.size()) {
            throw new CommandFailedException(
                    "%s has %d lines and %s has %d; line n of one must belong to line n of the other"
                            .formatted(promptsName, prompts.size(), storiesName, stories.size()));
        }
        requireNoBlank(prompts, promptsName);
        requireNoBlank(stories, storiesName);
    }

    /**
     * An empty file is valid but holds out nothing, so a warning says that nothing is validated.
     */
    private void checkValidationLines(String name, int pairs) {
        List<String> numbers = lines(Objects.requireNonNull(validationLines), name);
        if (numbers.isEmpty()) {
            Terminal.complain(
                    name
                            + " is empty: no pair is held out, so the training has no validation"
                            + " loss; leave --validation-lines out for the trainer's choice");
        }
        for (int i = 0; i < numbers.size(); i++) {
            String number = numbers.get(i).strip();
            if (!number.matches("\\d{1,9}") || Integer.parseInt(number) >= pairs) {
                throw new CommandFailedException(
                        "line %d of %s must be a line number from 0 to %d"
                                .formatted(i + 1, name, pairs - 1));
            }
        }
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

    /** Splits UTF-8 text into lines; a final line feed does not start another line. */
    public static List<String> lines(byte[] bytes, String name) {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharBuffer output = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
        if (result.isError()) {
            throw new CommandFailedException(
                    "line %d of %s is not UTF-8 text"
                            .formatted(lineAt(bytes, input.position()), name));
        }
        String text = output.flip().toString();
        String ended = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return ended.isEmpty() ? List.of() : List.of(ended.split("\n", -1));
    }

    private static long lineAt(byte[] bytes, int position) {
        return 1 + IntStream.range(0, position).filter(i -> bytes[i] == '\n').count();
    }
}
