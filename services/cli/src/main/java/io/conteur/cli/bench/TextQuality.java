package io.conteur.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Repetition and diversity of stories, by n-grams of words separated by white space.
 *
 * @param repetition share of 4-grams that occur earlier in the same story
 * @param distinctWords distinct unigrams of all stories per unigram (distinct-1, <a
 *     href="https://arxiv.org/abs/1510.03055">Li et al., 2016</a>)
 * @param distinctPairs the same for bigrams (distinct-2)
 * @param distinctTriples the same for trigrams (distinct-3)
 * @param longestCopy words of the longest n-gram that also occurs in the training corpus
 */
record TextQuality(
        int stories,
        double repetition,
        double distinctWords,
        double distinctPairs,
        double distinctTriples,
        int longestCopy) {
    private static final int REPETITION_LENGTH = 4;

    /** Measures stories against the corpus that the model was trained on, a story per line. */
    static TextQuality of(List<String> stories, List<String> corpus) {
        List<List<String>> generated = stories.stream().map(TextQuality::words).toList();
        List<List<String>> trainedOn = corpus.stream().map(TextQuality::words).toList();
        return new TextQuality(
                stories.size(),
                repetition(generated),
                distinct(generated, 1),
                distinct(generated, 2),
                distinct(generated, 3),
                longestCopy(generated, trainedOn));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.replace("<newline>", " ").split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static double repetition(List<List<String>> stories) {
        long all = 0;
        long distinct = 0;
        for (List<String> story : stories) {
            List<List<String>> ngrams = ngrams(story, REPETITION_LENGTH);
            all += ngrams.size();
            distinct += new HashSet<>(ngrams).size();
        }
        return all == 0 ? 0 : (double) (all - distinct) / all;
    }

    private static double distinct(List<List<String>> stories, int length) {
        List<List<String>> ngrams = new ArrayList<>();
        stories.forEach(story -> ngrams.addAll(ngrams(story, length)));
        return ngrams.isEmpty() ? 0 : (double) new HashSet<>(ngrams).size() / ngrams.size();
    }

    /** A prefix of a copied n-gram is copied too, so binary search finds the longest. */
    private static int longestCopy(List<List<String>> stories, List<List<String>> corpus) {
        int copied = 0;
        int tooLong = 1 + stories.stream().mapToInt(List::size).max().orElse(0);
        while (tooLong - copied > 1) {
            int middle = (copied + tooLong) >>> 1;
            if (copies(stories, corpus, middle)) {
                copied = middle;
            } else {
                tooLong = middle;
            }
        }
        return copied;
    }

    private static boolean copies(
            List<List<String>> stories, List<List<String>> corpus, int length) {
        Set<List<String>> generated = new HashSet<>();
        stories.forEach(story -> generated.addAll(ngrams(story, length)));
        return corpus.stream()
                .flatMap(text -> ngrams(text, length).stream())
                .anyMatch(generated::contains);
    }

    private static List<List<String>> ngrams(List<String> words, int length) {
        List<List<String>> ngrams = new ArrayList<>();
        for (int i = 0; i + length <= words.size(); i++) {
            ngrams.add(words.subList(i, i + length));
        }
        return ngrams;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d stories: %.1f %% of runs of four words repeat an earlier one; distinct-1 %.3f,"
                        + " distinct-2 %.3f, distinct-3 %.3f; longest run out of the corpus %d"
                        + " words%n",
                stories,
                100 * repetition,
                distinctWords,
                distinctPairs,
                distinctTriples,
                longestCopy);
    }
}
