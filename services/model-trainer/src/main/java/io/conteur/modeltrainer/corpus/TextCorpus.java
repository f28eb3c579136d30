package io.conteur.modeltrainer.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Prompts and their stories in files, which were read once and are well formed.
 *
 * @param parts in order; pairs are counted through them
 * @param validationLines pairs to validate on, counted from 0, when the corpus lists them
 * @param bytes of all texts, unpacked
 */
public record TextCorpus(
        List<Part> parts, Optional<List<Integer>> validationLines, long pairs, long bytes) {
    public TextCorpus {
        parts = List.copyOf(parts);
        validationLines = validationLines.map(List::copyOf);
    }

    /** Where the files of a corpus are; a cache may delete those that were fetched long ago. */
    @FunctionalInterface
    public interface Files {
        /** A folder with the files of these names, to be opened soon. */
        Path fetch(String... names) throws IOException;
    }

    /** The names of two files, of which line n belongs to line n. */
    public record Part(Files files, String prompts, String stories) {}
}
