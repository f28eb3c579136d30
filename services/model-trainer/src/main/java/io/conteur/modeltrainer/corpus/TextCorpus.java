package io.conteur.modeltrainer.corpus;

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

    /** Two files, of which line n belongs to line n. */
    public record Part(Path prompts, Path stories) {}
}
