package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import io.conteur.tokenizer.text.Normalization;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.ReservedPieceMask;
import io.conteur.tokenizer.text.SymbolMatcher;
import java.nio.charset.StandardCharsets;

/**
 * Counts the words of lines, in one of three ways. Not thread-safe: each thread has a counter of
 * its own.
 */
final class LineCounter {
    /** What the lines are, and which words of them are counted. */
    enum Mode {
        /** Text, whose normalised words are counted. */
        TEXT,
        /** A text, a tab and how often it occurs, as SentencePiece's {@code --input_format=tsv}. */
        COUNTS,
        /**
         * Text, whose words are counted as they are, for {@link #COUNTS}. They are what is between
         * spaces and tabs: no rule of the normalization reaches across one of these.
         */
        RAW_WORDS
    }

    private final Mode mode;
    private final TokenizerParameters parameters;

    /** Leaves no symbol as it is: as in SentencePiece, the mask finds them in normalised text. */
    private final Normalizer normalizer =
            new Normalizer(Normalization.STANDARD, SymbolMatcher.NONE);

    private final ReservedPieceMask mask;
    private final WordCounts words = new WordCounts();
    private long lines;
    private long skippedLines;
    private long skippedBytes;
    private long bytes;

    LineCounter(Mode mode, TokenizerParameters parameters, ReservedPieceMask mask) {
        this.mode = mode;
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

    /** Of the corpus, skipped lines included; those of counted texts as often as they occur. */
    long bytes() {
        return bytes;
    }

    void count(CorpusBlockReader.Block block) {
        bytes += mode == Mode.COUNTS ? 0 : block.length();
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
        bytes += other.bytes;
    }

    private void countLine(byte[] line, int from, int to) {
        if (from == to) {
            return;
        }
        if (mode != Mode.COUNTS) {
            countText(line, from, to, 1);
            return;
        }
        int tab = from;
        while (tab < to && line[tab] != '\t') {
            tab++;
        }
        long count = parsedCount(line, from, tab, to);
        bytes += (tab - from + 1) * count;
        if (tab > from) {
            countText(line, from, tab, count);
        }
    }

    private static long parsedCount(byte[] line, int from, int tab, int to) {
        String digits =
                tab < to ? new String(line, tab + 1, to - tab - 1, StandardCharsets.UTF_8) : "";
        if (!digits.matches("[0-9]{1,18}") || Long.parseLong(digits) == 0) {
            String shown = new String(line, from, Math.min(to - from, 60), StandardCharsets.UTF_8);
            throw new TokenizerTrainingException(
                    "a line of counts must be a text, a tab and a number from 1, is '%s'"
                            .formatted(shown));
        }
        return Long.parseLong(digits);
    }

    private void countText(byte[] text, int from, int to, long count) {
        if (to - from > parameters.maxSentenceLength() || containsUnknownMark(text, from, to)) {
            skippedLines += count;
            skippedBytes += (to - from) * count;
            return;
        }
        lines += count;
        if (mode == Mode.RAW_WORDS) {
            countRaw(text, from, to);
            return;
        }
        int normalized = normalizer.normalize(text, from, to);
        int length = mask.mask(normalizer.text(), normalized);
        if (parameters.split().byWhitespace()) {
            countWords(normalizer.text(), length, count);
        } else if (length > 0) {
            words.add(normalizer.text(), 0, length, count);
        }
    }

    private void countRaw(byte[] text, int from, int to) {
        int start = from;
        for (int at = from; at < to; at++) {
            if (text[at] == ' ' || text[at] == '\t') {
                addRaw(text, start, at);
                start = at + 1;
            }
        }
        addRaw(text, start, to);
    }

    private void addRaw(byte[] text, int from, int to) {
        if (to > from) {
            words.add(text, from, to, 1);
        }
    }

    /** A word is a space and the text up to the next space. */
    private void countWords(byte[] text, int length, long count) {
        int start = 0;
        int hash = 0;
        for (int at = 0; at < length; at++) {
            if (text[at] == ' ' && at > start) {
                words.add(text, start, at, hash, count);
                start = at;
                hash = 0;
            }
            hash = 31 * hash + text[at];
        }
        if (length > start) {
            words.add(text, start, length, hash, count);
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
