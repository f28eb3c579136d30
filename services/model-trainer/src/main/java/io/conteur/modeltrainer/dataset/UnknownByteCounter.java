package io.conteur.modeltrainer.dataset;

import io.conteur.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the UTF-8 bytes of characters that a tokenizer encodes as {@code <unk>} and so cannot
 * decode.
 */
final class UnknownByteCounter {
    private final Tokenizer tokenizer;
    private final int unknownId;
    private final Map<Integer, Boolean> known = new HashMap<>();
    private long unknown;
    private long all;

    UnknownByteCounter(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        // The id of a piece that does not exist is the unknown piece's, whatever its name.
        this.unknownId = tokenizer.id("<unk>");
    }

    /** Counts a text and its ids. */
    void count(String text, int[] ids) {
        all += bytes(text);
        if (!hasUnknown(ids)) {
            return;
        }
        // By word first: combining characters are normalized together, so a character alone may
        // be unknown though its word is not.
        for (String word : text.split("\\s+", -1)) {
            if (hasUnknown(tokenizer.encode(word))) {
                word.codePoints().filter(c -> !isKnown(c)).forEach(c -> unknown += bytes(c));
            }
        }
    }

    long bytes() {
        return unknown;
    }

    double share() {
        return (double) unknown / Math.max(1, all);
    }

    private boolean isKnown(int character) {
        return known.computeIfAbsent(
                character, c -> !hasUnknown(tokenizer.encode(Character.toString(c))));
    }

    private boolean hasUnknown(int[] ids) {
        for (int id : ids) {
            if (id == unknownId) {
                return true;
            }
        }
        return false;
    }

    private static int bytes(int character) {
        return bytes(Character.toString(character));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
