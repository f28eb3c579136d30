package io.conteur.tokenizer;

import java.util.List;

/**
 * Ends a story before the first occurrence of a stop sequence. Text that may be the beginning of
 * one is held back, so that no reader sees half a stop sequence. Runs Knuth–Morris–Pratt for each
 * sequence, which is linear in the text however long the sequences are.
 */
public final class StopSequences {
    private final List<Matcher> matchers;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    /** The Knuth–Morris–Pratt automaton of one sequence. */
    private static final class Matcher {
        private final String sequence;

        /** For each length of a prefix, the length of its longest proper border. */
        private final int[] fallbacks;

        /** Length of the longest prefix that the text so far ends with. */
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

        /** Index after the first occurrence of the sequence, or -1. */
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

    public StopSequences(List<String> sequences) {
        matchers = sequences.stream().map(Matcher::new).toList();
    }

    /** Adds text; returns the text that is certainly not part of a stop sequence. */
    public String add(String text) {
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

    /** Whether a stop sequence has occurred; no text is returned after it. */
    public boolean stopped() {
        return stopped;
    }

    /** Returns the text that was held back: no more is added. Empty once stopped. */
    public String end() {
        return stopped ? "" : release(held.length());
    }

    private String release(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /** Characters at the end that may be the beginning of a stop sequence. */
    private int mayBecomeSequence() {
        return matchers.stream().mapToInt(matcher -> matcher.matched).max().orElse(0);
    }
}
