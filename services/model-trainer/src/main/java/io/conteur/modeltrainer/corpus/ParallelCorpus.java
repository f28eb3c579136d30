package io.conteur.modeltrainer.corpus;

import java.util.List;
import java.util.Optional;

/**
 * Prompts and their stories, pair by pair: {@code stories.get(i)} belongs to {@code
 * prompts.get(i)}.
 *
 * @param validationLines pairs to validate on, counted from 0, when the corpus lists them
 */
public record ParallelCorpus(
        List<String> prompts, List<String> stories, Optional<List<Integer>> validationLines) {
    public ParallelCorpus {
        prompts = List.copyOf(prompts);
        stories = List.copyOf(stories);
        validationLines = validationLines.map(List::copyOf);
    }

    /** Pairs. */
    public int size() {
        return prompts.size();
    }
}
