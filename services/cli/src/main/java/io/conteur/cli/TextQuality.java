package io.conteur.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Stories judged by their words, which white space separates.
 *
 * @param repetition share of runs of four words that the same story has had before
 * @param distinctWords share of different words among all of all stories (distinct-1: Li et al.,
 *     2016)
 * @param distinctPairs the same of runs of two (distinct-2)
 * @param distinctTriples the same of runs of three (distinct-3)
 * @param longestCopy words of the longest run that stands in the corpus as it is
 */
record TextQuality(
        int stories,
        double repetition,
        double distinctWords,
        double distinctPairs,
        double distinctTriples,
        int longestCopy) {
    private static final int REPEATED = 4;

    /** Judges stories beside the corpus that the model has learnt from, a story per line. */
    static TextQuality of(List<String> stories, List<String> corpus) {
        List<List<String>> written = stories.stream().map(TextQuality::words).toList();
        List<List<String>> learnt = corpus.stream().map(TextQuality::words).toList();
        return new TextQuality(
                stories.size(),
                repetition(written),
                distinct(written, 1),
                distinct(written, 2),
                distinct(written, 3),
                longestCopy(written, learnt));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.replace("<newline>", " ").split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static double repetition(List<List<String>> stories) {
        long all = 0;
        long different = 0;
        for (List<String> story : stories) {
            List<List<String>> runs = runs(story, REPEATED);
            all += runs.size();
            different += new HashSet<>(runs).size();
        }
        return all == 0 ? 0 : (double) (all - different) / all;
    }

    private static double distinct(List<List<String>> stories, int length) {
        List<List<String>> runs = new ArrayList<>();
        stories.forEach(story -> runs.addAll(runs(story, length)));
        return runs.isEmpty() ? 0 : (double) new HashSet<>(runs).size() / runs.size();
    }

    /** Whatever begins a copy is a copy too, so halving finds the longest. */
    private static int longestCopy(List<List<String>> stories, List<List<String>> corpus) {
        int copied = 0;
        int beyond = 1 + stories.stream().mapToInt(List::size).max().orElse(0);
        while (beyond - copied > 1) {
            int middle = (copied + beyond) >>> 1;
            if (copies(stories, corpus, middle)) {
                copied = middle;
            } else {
                beyond = middle;
            }
        }
        return copied;
    }

    private static boolean copies(
            List<List<String>> stories, List<List<String>> corpus, int length) {
        Set<List<String>> written = new HashSet<>();
        stories.forEach(story -> written.addAll(runs(story, length)));
        return corpus.stream()
                .flatMap(text -> runs(text, length).stream())
                .anyMatch(written::contains);
    }

    private static List<List<String>> runs(List<String> words, int length) {
        List<List<String>> runs = new ArrayList<>();
        for (int i = 0; i + length <= words.size(); i++) {
            runs.add(words.subList(i, i + length));
        }
        return runs;
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
