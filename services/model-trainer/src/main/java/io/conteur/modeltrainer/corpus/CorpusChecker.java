package io.conteur.modeltrainer.corpus;

import io.conteur.tokenizer.MalformedTextException;
import io.conteur.tokenizer.TextLines;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks the files of a corpus, UTF-8 with one text per line, plain or gzip: {@code prompts.txt}
 * and {@code stories.txt}, or many pairs such as {@code prompts-000.txt.gz} and {@code
 * stories-000.txt.gz}, in the order of their names; and optionally {@code validation-lines.txt},
 * the pairs to validate on, counted from 0 through all files; none when it is empty. A malformed
 * file is rejected by its name and line, counted from 1.
 *
 * @param maxBytes of prompts and stories together, unpacked
 * @param control gets the heartbeats of a check, and ends it when the job has to stop
 */
public record CorpusChecker(long maxBytes, JobControl control) {
    static final String PROMPTS = "prompts.txt";
    static final String STORIES = "stories.txt";
    static final String VALIDATION_LINES = "validation-lines.txt";
    private static final Pattern NAME = Pattern.compile("(prompts|stories)(.*)\\.txt(\\.gz)?");

    /**
     * Reads a corpus once, to check it; keeps none of its texts.
     *
     * @param names of all files
     * @param files where they are, when they are to be read
     * @throws JobEndedException when it is malformed
     */
    public TextCorpus check(List<String> names, TextCorpus.Files files) throws IOException {
        try {
            return checked(names, files);
        } catch (MalformedTextException e) {
            throw JobEndedException.rejected(String.valueOf(e.getMessage()));
        }
    }

    private TextCorpus checked(List<String> names, TextCorpus.Files files) throws IOException {
        List<TextCorpus.Part> parts = parts(names, files);
        long pairs = 0;
        long bytes = 0;
        try (PairReader reader = new PairReader(parts)) {
            for (; reader.next(); pairs++) {
                bytes += reader.bytes();
                requireSize(bytes);
                reader.pair();
                control.beatOrStop();
            }
        }
        if (pairs == 0) {
            throw JobEndedException.rejected(PROMPTS + " is empty; a corpus needs a pair at least");
        }
        Optional<List<Integer>> validation =
                names.contains(VALIDATION_LINES)
                        ? Optional.of(validationLines(files.fetch(VALIDATION_LINES), pairs))
                        : Optional.empty();
        return new TextCorpus(parts, validation, pairs, bytes);
    }

    private void requireSize(long bytes) {
        if (bytes > maxBytes) {
            throw JobEndedException.rejected(
                    "the corpus has more than %d bytes, which is what this trainer takes"
                            .formatted(maxBytes));
        }
    }

    /** Prompts and stories, each by what their names have in common. */
    static List<TextCorpus.Part> parts(List<String> names, TextCorpus.Files files) {
        SortedMap<String, String> prompts = new TreeMap<>();
        SortedMap<String, String> stories = new TreeMap<>();
        for (String file : names) {
            Matcher name = NAME.matcher(file);
            if (name.matches()) {
                (name.group(1).equals("prompts") ? prompts : stories)
                        .put(name.group(2), name.group());
            }
        }
        List<TextCorpus.Part> parts = new ArrayList<>();
        for (String name : common(prompts, stories)) {
            parts.add(
                    new TextCorpus.Part(
                            files,
                            require(prompts, name, "prompts"),
                            require(stories, name, "stories")));
        }
        return parts;
    }

    private static List<String> common(
            SortedMap<String, String> prompts, SortedMap<String, String> stories) {
        List<String> names =
                Stream.concat(prompts.keySet().stream(), stories.keySet().stream())
                        .distinct()
                        .sorted()
                        .toList();
        return names.isEmpty() ? List.of("") : names;
    }

    private static String require(SortedMap<String, String> files, String name, String kind) {
        String file = files.get(name);
        if (file == null) {
            throw JobEndedException.rejected(
                    "the corpus has no %s%s.txt; it must hold %s and %s, a pair per line, or many such files"
                            .formatted(kind, name, PROMPTS, STORIES));
        }
        return file;
    }

    private static List<Integer> validationLines(Path folder, long pairs) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        Path file = folder.resolve(VALIDATION_LINES);
        try (TextLines lines = TextLines.open(file, VALIDATION_LINES)) {
            while (lines.next()) {
                numbers.add(lineNumber(lines.text().strip(), lines.number(), pairs));
            }
        }
        return numbers;
    }

    private static int lineNumber(String text, long line, long pairs) {
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) < pairs) {
            return Integer.parseInt(text);
        }
        throw JobEndedException.rejected(
                "%s line %d must be a line number from 0 to %d"
                        .formatted(VALIDATION_LINES, line, pairs - 1));
    }
}
