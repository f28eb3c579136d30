package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.text.SymbolMask;
import io.conteur.tokenizer.text.Utf8;

/**
 * Rewrites words in an alphabet: what it lacks becomes {@link Alphabet#UNKNOWN}, and words that are
 * then the same are counted as one. Also counts what it lacked, in the whole corpus.
 */
public final class AlphabetFilter {
    private final Alphabet alphabet;
    private byte[] buffer = new byte[1 << 10];
    private long symbols;
    private long unknownRuns;
    private long unknownBytes;

    public AlphabetFilter(Alphabet alphabet) {
        this.alphabet = alphabet;
    }

    public WordCounts rewrite(WordCounts words) {
        WordCounts simple = new WordCounts();
        for (int word = 0; word < words.size(); word++) {
            int length = rewrite(words, word);
            simple.add(buffer, 0, length, words.count(word));
        }
        return simple;
    }

    /** Occurrences of reserved pieces. */
    public long symbols() {
        return symbols;
    }

    /** Unknown characters, those in a row as one: SentencePiece makes one token of them. */
    public long unknownRuns() {
        return unknownRuns;
    }

    /** UTF-8 bytes of unknown characters: so many tokens they take under byte fallback. */
    public long unknownBytes() {
        return unknownBytes;
    }

    /** Leaves a word in the buffer and gives its length. */
    private int rewrite(WordCounts words, int word) {
        byte[] text = words.pool();
        int length = 0;
        int at = words.start(word);
        boolean unknownBefore = false;
        reserve(words.end(word) - at);
        while (at < words.end(word)) {
            int bytes = Utf8.length(text[at]);
            boolean known = alphabet.knows(Alphabet.character(text, at));
            length += known ? copy(text, at, bytes, length) : mark(length);
            if (!known && text[at] == SymbolMask.HOLE) {
                symbols += words.count(word);
            } else if (!known) {
                unknownBytes += bytes * words.count(word);
                unknownRuns += unknownBefore ? 0 : words.count(word);
            }
            unknownBefore = !known && text[at] != SymbolMask.HOLE;
            at += bytes;
        }
        return length;
    }

    private void reserve(int bytes) {
        // Every character may become the three bytes of the unknown one.
        if (buffer.length < 3L * bytes) {
            buffer = new byte[Math.multiplyExact(3, bytes)];
        }
    }

    private int copy(byte[] text, int at, int bytes, int length) {
        System.arraycopy(text, at, buffer, length, bytes);
        return bytes;
    }

    private int mark(int length) {
        buffer[length] = (byte) 0xE2; // U+2585
        buffer[length + 1] = (byte) 0x96;
        buffer[length + 2] = (byte) 0x85;
        return 3;
    }
}
