package io.conteur.modeltrainer.encoding;

import io.conteur.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the UTF-8 bytes of characters that a tokenizer encodes as {@code <unk>} and so cannot
 * decode. Thread-safe.
 */
final class UnknownByteCounter {
    private final Tokenizer tokenizer;
    private final int unknownId;
    private final Map<Integer, Boolean> known = new ConcurrentHashMap<>();

    UnknownByteCounter(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        // The id of a piece that does not exist is the unknown piece's, whatever its name.
        this.unknownId = tokenizer.id("<unk>");
    }

    /** The unknown bytes of a text with these ids. */
    int count(String text, int[] ids) {
        if (!hasUnknown(ids)) {
            return 0;
        }
        // Combining characters are normalized together, so a character alone may be unknown though
        // its word is not. A word of known characters needs no second look.
        int unknown = 0;
        for (String word : text.split("\\s+", -1)) {
            int alone =
                    word.codePoints().filter(c -> !isKnown(c)).map(UnknownByteCounter::bytes).sum();
            if (alone > 0 && hasUnknown(tokenizer.encode(word))) {
                unknown += alone;
            }
        }
        return unknown;
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
        return Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
    }
}
