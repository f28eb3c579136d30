package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.ReservedPieceMask;
import io.conteur.tokenizer.text.Utf8;

/**
 * Replaces characters outside the alphabet by {@link Alphabet#UNKNOWN} and adds up the counts of
 * words that are then equal. Also counts the replaced characters over the whole corpus.
 */
public final class AlphabetFilter {
    private final Alphabet alphabet;
    private byte[] buffer = new byte[1 << 10];
    private long reservedPieces;
    private long unknownRuns;
    private long unknownBytes;

    public AlphabetFilter(Alphabet alphabet) {
        this.alphabet = alphabet;
    }

    public WordCounts rewrite(WordCounts words) {
        WordCounts filtered = new WordCounts();
        for (int word = 0; word < words.size(); word++) {
            int length = rewrite(words, word);
            filtered.add(buffer, 0, length, words.count(word));
        }
        return filtered;
    }

    /** Occurrences of reserved pieces. */
    public long reservedPieces() {
        return reservedPieces;
    }

    /** Runs of unknown characters; SentencePiece encodes each run as one token. */
    public long unknownRuns() {
        return unknownRuns;
    }

    /** UTF-8 bytes of unknown characters, each of which is one token under byte fallback. */
    public long unknownBytes() {
        return unknownBytes;
    }

    /** Writes a word to the buffer and returns its length in bytes. */
    private int rewrite(WordCounts words, int word) {
        byte[] text = words.pool();
        int length = 0;
        int at = words.start(word);
        boolean afterUnknown = false;
        ensureCapacity(words.end(word) - at);
        while (at < words.end(word)) {
            int bytes = Utf8.length(text[at]);
            boolean known = alphabet.contains(Normalizer.character(text, at));
            length += known ? copy(text, at, bytes, length) : putUnknown(length);
            if (!known && text[at] == ReservedPieceMask.BOUNDARY) {
                reservedPieces += words.count(word);
            } else if (!known) {
                unknownBytes += bytes * words.count(word);
                unknownRuns += afterUnknown ? 0 : words.count(word);
            }
            afterUnknown = !known && text[at] != ReservedPieceMask.BOUNDARY;
            at += bytes;
        }
        return length;
    }

    private void ensureCapacity(int bytes) {
        // Each byte may be a character that is replaced by the three bytes of U+2585.
        if (buffer.length < 3L * bytes) {
            buffer = new byte[Math.multiplyExact(3, bytes)];
        }
    }

    private int copy(byte[] text, int at, int bytes, int length) {
        System.arraycopy(text, at, buffer, length, bytes);
        return bytes;
    }

    private int putUnknown(int length) {
        buffer[length] = (byte) 0xE2; // U+2585
        buffer[length + 1] = (byte) 0x96;
        buffer[length + 2] = (byte) 0x85;
        return 3;
    }
}
