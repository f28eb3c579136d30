package io.conteur.modeltrainer.corpus;

import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the files of a corpus, UTF-8 with one text a line: {@code prompts.txt}, {@code
 * stories.txt}, and optionally {@code validation-lines.txt}, the pairs to validate on, counted from
 * 0; none when it is empty. A malformed file is rejected by its name and line, counted from 1.
 *
 * @param maxBytes of prompts and stories together
 */
public record CorpusReader(long maxBytes) {
    static final String PROMPTS = "prompts.txt";
    static final String STORIES = "stories.txt";
    static final String VALIDATION_LINES = "validation-lines.txt";

    /**
     * Reads the folder of a corpus artifact.
     *
     * @throws JobEndedException when it is malformed
     */
    ParallelCorpus read(Path folder) throws IOException {
        requireSize(folder);
        List<String> prompts = lines(folder, PROMPTS);
        List<String> stories = lines(folder, STORIES);
        if (prompts.size() != stories.size()) {
            throw JobEndedException.rejected(
                    "%s has %d lines and %s has %d; line n of one must belong to line n of the other"
                            .formatted(PROMPTS, prompts.size(), STORIES, stories.size()));
        }
        if (prompts.isEmpty()) {
            throw JobEndedException.rejected(PROMPTS + " is empty; a corpus needs a pair at least");
        }
        return new ParallelCorpus(prompts, stories, validationLines(folder, prompts.size()));
    }

    private void requireSize(Path folder) throws IOException {
        long bytes = 0;
        for (String name : List.of(PROMPTS, STORIES)) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                throw JobEndedException.rejected(
                        "the corpus has no %s; it must hold %s and %s, a pair per line"
                                .formatted(name, PROMPTS, STORIES));
            }
            bytes += Files.size(folder.resolve(name));
        }
        if (bytes > maxBytes) {
            throw JobEndedException.rejected(
                    "the corpus has %d bytes; this trainer's memory allows %d"
                            .formatted(bytes, maxBytes));
        }
    }

    private static List<String> lines(Path folder, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < bytes.length; ) {
            int end = endOfLine(bytes, start);
            String line = text(ByteBuffer.wrap(bytes, start, end - start), name, lines.size() + 1);
            if (line.isBlank()) {
                throw JobEndedException.rejected(
                        "%s line %d is empty; every line must hold a text"
                                .formatted(name, lines.size() + 1));
            }
            lines.add(line);
            start = end + 1;
        }
        return lines;
    }

    private static int endOfLine(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static String text(ByteBuffer line, String name, int number) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(line).toString();
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            throw JobEndedException.rejected("%s line %d is not UTF-8".formatted(name, number));
        }
    }

    private static Optional<List<Integer>> validationLines(Path folder, int pairs)
            throws IOException {
        if (!Files.isRegularFile(folder.resolve(VALIDATION_LINES))) {
            return Optional.empty();
        }
        List<Integer> numbers = new ArrayList<>();
        List<String> lines = lines(folder, VALIDATION_LINES);
        for (int i = 0; i < lines.size(); i++) {
            numbers.add(lineNumber(lines.get(i).strip(), i + 1, pairs));
        }
        return Optional.of(numbers);
    }

    private static int lineNumber(String text, int line, int pairs) {
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) < pairs) {
            return Integer.parseInt(text);
        }
        throw JobEndedException.rejected(
                "%s line %d must be a line number from 0 to %d"
                        .formatted(VALIDATION_LINES, line, pairs - 1));
    }
}
