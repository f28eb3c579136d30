package io.conteur.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The script of every character, as SentencePiece knows it: that of Unicode 9, with Japanese kana
 * counted as Han, and all that is younger as common. Pinned as a resource, so that no newer Java
 * changes a vocabulary; each of its lines says from which code point on a script applies.
 */
final class ScriptTable {
    /** Takes the script of the character before. */
    static final int INHERITED = 0;

    private static final ScriptTable PINNED = load("scripts.txt");

    private final int[] starts;
    private final int[] scripts;

    private ScriptTable(List<String> lines) {
        List<String> names = new ArrayList<>(List.of("INHERITED"));
        starts = new int[lines.size()];
        scripts = new int[lines.size()];
        for (int i = 0; i < starts.length; i++) {
            String[] columns = lines.get(i).split(" ", 2);
            if (!names.contains(columns[1])) {
                names.add(columns[1]);
            }
            starts[i] = Integer.parseInt(columns[0], 16);
            scripts[i] = names.indexOf(columns[1]);
        }
    }

    static ScriptTable pinned() {
        return PINNED;
    }

    /** A number that equals another character's when their scripts do. */
    int script(int character) {
        int found = Arrays.binarySearch(starts, character);
        return scripts[found >= 0 ? found : -found - 2];
    }

    private static ScriptTable load(String resource) {
        var in = Objects.requireNonNull(ScriptTable.class.getResourceAsStream(resource), resource);
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new ScriptTable(reader.lines().toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
