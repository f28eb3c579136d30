package io.conteur.storygenerator.batching;

import java.util.List;

/**
 * Ends a story before the first of its stop sequences, and holds back what may yet become one:
 * nobody is ever shown half a stop sequence. Knuth–Morris–Pratt per sequence, so that the time is
 * linear in the text, however long the sequences are.
 */
final class StopSequences {
    private final List<Matcher> matchers;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    /** How much of one sequence the text so far ends with. */
    private static final class Matcher {
        private final String sequence;

        /** For each length of a prefix, the longest shorter prefix that it ends with. */
        private final int[] fallbacks;

        private int matched;

        Matcher(String sequence) {
            this.sequence = sequence;
            this.fallbacks = new int[sequence.length() + 1];
            for (int end = 1; end < sequence.length(); end++) {
                fallbacks[end + 1] = after(fallbacks[end], sequence.charAt(end));
            }
        }

        private int after(int length, char next) {
            int shorter = length;
            while (shorter > 0 && sequence.charAt(shorter) != next) {
                shorter = fallbacks[shorter];
            }
            return sequence.charAt(shorter) == next ? shorter + 1 : 0;
        }

        /** Reads up to the end of the sequence's first occurrence; its end in the text, or -1. */
        int read(CharSequence text, int from) {
            for (int at = from; at < text.length(); at++) {
                matched = after(matched, text.charAt(at));
                if (matched == sequence.length()) {
                    return at + 1;
                }
            }
            return -1;
        }
    }

    StopSequences(List<String> sequences) {
        matchers = sequences.stream().map(Matcher::new).toList();
    }

    /** Takes text and gives what is certain to be shown. */
    String add(String text) {
        if (stopped) {
            return "";
        }
        int from = held.length();
        held.append(text);
        int start = held.length();
        for (Matcher matcher : matchers) {
            int end = matcher.read(held, from);
            if (end >= 0) {
                start = Math.min(start, end - matcher.sequence.length());
                stopped = true;
            }
        }
        return release(stopped ? start : held.length() - mayBecomeSequence());
    }

    /** A stop sequence came; what follows is not shown. */
    boolean stopped() {
        return stopped;
    }

    /** Gives what was held back, for nothing more comes; nothing once stopped. */
    String end() {
        return stopped ? "" : release(held.length());
    }

    private String release(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /** Characters at the end that begin a stop sequence. */
    private int mayBecomeSequence() {
        return matchers.stream().mapToInt(matcher -> matcher.matched).max().orElse(0);
    }
}
