package io.conteur.tokenizer;

import io.conteur.tokenizer.text.Decompositions;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Derives {@code scripts.txt} from the scripts of Java 17 (Unicode 13). Characters added after
 * Unicode 9 are Common, and so are two that SentencePiece assigns differently.
 */
final class ScriptRanges {
    private static final int PROLONGED_SOUND_MARK = 0x30FC;

    private final BitSet young = new BitSet();

    ScriptRanges() throws IOException {
        for (String line : Decompositions.lines("characters-since-unicode-10.txt")) {
            String[] range = line.split(" ", -1);
            young.set(Integer.parseInt(range[0], 16), Integer.parseInt(range[1], 16) + 1);
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String before = "";
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            String script = script(character);
            if (!script.equals(before)) {
                lines.add(String.format("%04X %s", character, script));
                before = script;
            }
        }
        return lines;
    }

    private String script(int character) {
        if (young.get(character)) {
            return "COMMON";
        }
        return switch (character) {
            case 0x0589, 0x061C -> "COMMON";
            case 0x0953, 0x0954 -> "DEVANAGARI";
            case PROLONGED_SOUND_MARK -> "HAN";
            default -> name(UnicodeScript.of(character));
        };
    }

    private static String name(UnicodeScript script) {
        return switch (script) {
            case HIRAGANA, KATAKANA -> "HAN";
            case UNKNOWN -> "COMMON";
            default -> script.name();
        };
    }
}
