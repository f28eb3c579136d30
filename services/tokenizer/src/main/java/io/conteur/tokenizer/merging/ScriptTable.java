package io.conteur.tokenizer.merging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The script of every character as SentencePiece defines it: the Unicode 9 script, with kana
 * counted as Han and characters added later as Common. The table is a resource, so that a newer
 * Java does not change a vocabulary; each of its lines gives the first code point of a range and
 * its script.
 */
public final class ScriptTable {
    /** The character has the script of the preceding one. */
    static final int INHERITED = 0;

    private static final ScriptTable PINNED = load("scripts.txt");

    private final int[] starts;
    private final int[] scripts;

    /** Direct look-up for characters below U+10000, which are the most frequent. */
    private final byte[] basicPlane = new byte[Character.MIN_SUPPLEMENTARY_CODE_POINT];

    private ScriptTable(String... lines) {
        List<String> names = new ArrayList<>(List.of("INHERITED"));
        starts = new int[lines.length];
        scripts = new int[lines.length];
        for (int i = 0; i < starts.length; i++) {
            String[] columns = lines[i].split(" ", 2);
            if (!names.contains(columns[1])) {
                names.add(columns[1]);
            }
            starts[i] = Integer.parseInt(columns[0], 16);
            scripts[i] = names.indexOf(columns[1]);
        }
        for (int character = 0; character < basicPlane.length; character++) {
            basicPlane[character] = (byte) find(character);
        }
    }

    public static ScriptTable pinned() {
        return PINNED;
    }

    /** A number that identifies the script of a character. */
    int script(int character) {
        return character < basicPlane.length ? basicPlane[character] & 0xFF : find(character);
    }

    private int find(int character) {
        int found = Arrays.binarySearch(starts, character);
        return scripts[found >= 0 ? found : -found - 2];
    }

    private static ScriptTable load(String resource) {
        try (var in = ScriptTable.class.getResourceAsStream(resource)) {
            byte[] text = Objects.requireNonNull(in, resource).readAllBytes();
            return new ScriptTable(new String(text, StandardCharsets.UTF_8).split("\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
