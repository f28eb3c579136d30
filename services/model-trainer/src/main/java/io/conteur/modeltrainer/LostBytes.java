package io.conteur.modeltrainer;

import io.conteur.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the bytes in UTF-8 of characters that a tokenizer turns into {@code <unk>}, of which
 * nothing can be decoded again.
 */
final class LostBytes {
    private final Tokenizer tokenizer;
    private final int unknown;
    private final Map<Integer, Boolean> spelled = new HashMap<>();
    private long lost;
    private long all;

    LostBytes(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        // A model may write its unknown piece otherwise; then nothing is called so, and this is it.
        this.unknown = tokenizer.id("<unk>");
    }

    /** Counts a text. */
    void count(String text, int[] ids) {
        all += bytes(text);
        if (!unknownIn(ids)) {
            return;
        }
        // Characters that combine are normalised together, so only words with a loss are taken
        // apart.
        for (String word : text.split("\\s+", -1)) {
            if (unknownIn(tokenizer.encode(word))) {
                word.codePoints().filter(c -> !spells(c)).forEach(c -> lost += bytes(c));
            }
        }
    }

    long bytes() {
        return lost;
    }

    double share() {
        return (double) lost / Math.max(1, all);
    }

    private boolean spells(int character) {
        return spelled.computeIfAbsent(
                character, c -> !unknownIn(tokenizer.encode(Character.toString(c))));
    }

    private boolean unknownIn(int[] ids) {
        for (int id : ids) {
            if (id == unknown) {
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
