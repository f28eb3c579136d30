package io.conteur.modeltrainer;

import java.util.List;
import java.util.Optional;

/**
 * Prompts and their stories: the story of {@code prompts.get(i)} is {@code stories.get(i)}.
 *
 * @param heldOut line numbers from 0 of the pairs to validate on, when the corpus names them
 */
record Corpus(List<String> prompts, List<String> stories, Optional<List<Integer>> heldOut) {
    Corpus {
        prompts = List.copyOf(prompts);
        stories = List.copyOf(stories);
        heldOut = heldOut.map(List::copyOf);
    }

    int size() {
        return prompts.size();
    }
}
