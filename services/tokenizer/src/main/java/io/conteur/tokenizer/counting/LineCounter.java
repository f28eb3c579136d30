package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.text.Normalization;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.SymbolMask;
import io.conteur.tokenizer.text.SymbolMatcher;

/** Normalises lines and counts their words. Not thread-safe: each thread has one of its own. */
final class LineCounter {
    private final TokenizerParameters parameters;
    private final Normalizer normalizer =
            new Normalizer(Normalization.STANDARD, SymbolMatcher.NONE);
    private final SymbolMask mask;
    private final WordCounts words = new WordCounts();
    private long lines;
    private long skippedLines;
    private long skippedBytes;

    LineCounter(TokenizerParameters parameters, SymbolMask mask) {
        this.parameters = parameters;
        this.mask = mask;
    }

    WordCounts words() {
        return words;
    }

    /** Used lines: those neither empty nor skipped. */
    long lines() {
        return lines;
    }

    long skippedLines() {
        return skippedLines;
    }

    long skippedBytes() {
        return skippedBytes;
    }

    void count(CorpusBlockReader.Block block) {
        int start = 0;
        for (int at = 0; at < block.length(); at++) {
            if (block.bytes()[at] == '\n') {
                countLine(block.bytes(), start, at);
                start = at + 1;
            }
        }
        countLine(block.bytes(), start, block.length());
    }

    void addAll(LineCounter other) {
        words.addAll(other.words);
        lines += other.lines;
        skippedLines += other.skippedLines;
        skippedBytes += other.skippedBytes;
    }

    private void countLine(byte[] bytes, int from, int to) {
        if (from == to) {
            return;
        }
        if (to - from > parameters.maxSentenceLength() || containsUnknownMark(bytes, from, to)) {
            skippedLines++;
            skippedBytes += to - from;
            return;
        }
        lines++;
        int normalized = normalizer.normalize(bytes, from, to);
        int length = mask.mask(normalizer.text(), normalized);
        if (parameters.split().byWhitespace()) {
            countWords(normalizer.text(), length);
        } else if (length > 0) {
            words.add(normalizer.text(), 0, length, 1);
        }
    }

    /** A word is a space and the text up to the next space. */
    private void countWords(byte[] text, int length) {
        int start = 0;
        int hash = 0;
        for (int at = 0; at < length; at++) {
            if (text[at] == ' ' && at > start) {
                words.add(text, start, at, hash, 1);
                start = at;
                hash = 0;
            }
            hash = 31 * hash + text[at];
        }
        if (length > start) {
            words.add(text, start, length, hash, 1);
        }
    }

    /** Whether a line contains U+2585, which marks unknown characters, as in SentencePiece. */
    private static boolean containsUnknownMark(byte[] bytes, int from, int to) {
        for (int at = from; at < to - 2; at++) {
            if (bytes[at] == (byte) 0xE2
                    && bytes[at + 1] == (byte) 0x96
                    && bytes[at + 2] == (byte) 0x85) {
                return true;
            }
        }
        return false;
    }
}
