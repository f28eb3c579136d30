package io.conteur.cli.common;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.format.ContentKey;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.tokenizer.MalformedTextException;
import io.conteur.tokenizer.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A training corpus in files of any size, plain or gzip: line n of a file of prompts belongs to
 * line n of the file of stories at the same place.
 *
 * @param validationLines numbers, from 0 through all files, of the lines to hold out for
 *     validation; null leaves the choice to the trainer
 */
public record CorpusFiles(List<Path> prompts, List<Path> stories, @Nullable Path validationLines)
        implements CorpusSource {
    /** Pairs of files that an artifact has room for. */
    private static final int MAX_PAIRS = 120;

    public CorpusFiles {
        prompts = List.copyOf(prompts);
        stories = List.copyOf(stories);
    }

    /** Reads the files once, to validate them. Pipes are copied first. */
    public static CorpusFiles check(
            List<Path> prompts, List<Path> stories, @Nullable Path validationLines)
            throws IOException {
        requireAsMany(prompts, stories);
        CorpusFiles files =
                new CorpusFiles(
                        seekable(prompts),
                        seekable(stories),
                        validationLines == null ? null : InputFile.seekable(validationLines));
        try {
            long pairs = 0;
            for (int i = 0; i < prompts.size(); i++) {
                pairs +=
                        checkPairs(
                                new Named(files.prompts.get(i), prompts.get(i).toString()),
                                new Named(files.stories.get(i), stories.get(i).toString()));
            }
            if (validationLines != null && files.validationLines != null) {
                checkNumbers(new Named(files.validationLines, validationLines.toString()), pairs);
            }
        } catch (MalformedTextException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        return files;
    }

    /** A file, and the name that the user gave it. */
    private record Named(Path file, String name) {
        TextLines open() throws IOException {
            return TextLines.open(file, name);
        }
    }

    /** Lines of all files, in memory, as the trainer reads them. */
    public static List<String> lines(List<Path> files) throws IOException {
        List<String> all = new ArrayList<>();
        for (Path file : files) {
            try (TextLines lines = TextLines.open(file, file.toString())) {
                while (lines.next()) {
                    all.add(lines.text());
                }
            }
        }
        return all;
    }

    private static void requireAsMany(List<Path> prompts, List<Path> stories) {
        if (prompts.size() != stories.size()) {
            throw new UsageException(
                    "there must be as many files of --stories as of --prompts, are %d and %d"
                            .formatted(stories.size(), prompts.size()));
        }
        if (prompts.size() > MAX_PAIRS) {
            throw new UsageException(
                    "there may be at most %d files of --prompts, are %d: join some, as cat does, also those of gzip"
                            .formatted(MAX_PAIRS, prompts.size()));
        }
    }

    private static List<Path> seekable(List<Path> files) throws IOException {
        List<Path> seekable = new ArrayList<>();
        for (Path file : files) {
            seekable.add(InputFile.seekable(file));
        }
        return seekable;
    }

    /** Requires as many prompts as stories, and no blank line. Returns how many there are. */
    private static long checkPairs(Named prompts, Named stories) throws IOException {
        long promptLines = count(prompts);
        long storyLines = count(stories);
        if (promptLines != storyLines) {
            throw new CommandFailedException(
                    "%s has %d lines and %s has %d; line n of one must belong to line n of the other"
                            .formatted(prompts.name, promptLines, stories.name, storyLines));
        }
        return promptLines;
    }

    private static long count(Named file) throws IOException {
        try (TextLines lines = file.open()) {
            while (lines.next()) {
                lines.text();
            }
            if (lines.number() == 0) {
                throw new CommandFailedException(file.name + " is empty");
            }
            return lines.number();
        }
    }

    /**
     * An empty file is valid but holds out nothing, so a warning says that nothing is validated.
     */
    private static void checkNumbers(Named file, long pairs) throws IOException {
        try (TextLines lines = file.open()) {
            while (lines.next()) {
                String number = lines.bytes() == 0 ? "" : lines.text().strip();
                if (!number.matches("\\d{1,9}") || Integer.parseInt(number) >= pairs) {
                    throw new CommandFailedException(
                            "line %d of %s must be a line number from 0 to %d"
                                    .formatted(lines.number(), file.name, pairs - 1));
                }
            }
            if (lines.number() == 0) {
                Terminal.complain(
                        file.name
                                + " is empty: no pair is held out, so the training has no"
                                + " validation loss; leave --validation-lines out for the"
                                + " trainer's choice");
            }
        }
    }

    @Override
    public Artifact publish(ArtifactStore store, String name) throws IOException {
        return store.publish(ContentKey.of("corpora", name, digest()), this::writeTo);
    }

    private void writeTo(Path folder) throws IOException {
        for (int i = 0; i < prompts.size(); i++) {
            String part = prompts.size() == 1 ? "" : String.format(Locale.ROOT, "-%03d", i);
            Files.copy(prompts.get(i), folder.resolve("prompts" + part + suffix(prompts.get(i))));
            Files.copy(stories.get(i), folder.resolve("stories" + part + suffix(stories.get(i))));
        }
        if (validationLines != null) {
            Files.copy(validationLines, folder.resolve("validation-lines.txt"));
        }
    }

    private static String suffix(Path file) {
        return file.toString().endsWith(".gz") ? ".txt.gz" : ".txt";
    }

    private MessageDigest digest() throws IOException {
        MessageDigest digest = FileChecksum.digest();
        for (int i = 0; i < prompts.size(); i++) {
            int bytes = (int) Files.size(prompts.get(i));
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes).flip());
            update(digest, prompts.get(i));
            update(digest, stories.get(i));
        }
        if (validationLines != null) {
            update(digest, validationLines);
        }
        return digest;
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            FileChecksum.update(digest, in);
        }
    }
}
