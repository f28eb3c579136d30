package io.conteur.tokenizer.merging;

import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.piece.Piece;

/** Decides which strings may become pieces, by their length and their mix of characters. */
public final class PieceRules {
    private static final int ANY = -1;

    private final int maxLength;
    private final TokenizerParameters.Split split;
    private final ScriptTable scripts;

    public PieceRules(TokenizerParameters parameters, ScriptTable scripts) {
        this.maxLength = parameters.maxPieceLength();
        this.split = parameters.split();
        this.scripts = scripts;
    }

    int maxLength() {
        return maxLength;
    }

    /** Whether these code points, none of them unknown, may form one piece. */
    boolean allow(int[] characters, int length) {
        if (length > maxLength) {
            return false;
        }
        int script = ANY;
        for (int i = 0; i < length; i++) {
            int character = characters[i];
            if (character == Piece.SPACE) {
                if (!allowSpace(i, length)) {
                    return false;
                }
                continue;
            }
            int next = script(character, script);
            if ((next != ANY && script != ANY && next != script)
                    || isSplitDigit(character, length)) {
                return false;
            }
            script = next;
        }
        return true;
    }

    private boolean allowSpace(int at, int length) {
        return at == 0 || (!split.byWhitespace() && at < length - 1);
    }

    private boolean isSplitDigit(int character, int length) {
        return split.digits() && length > 1 && isDigit(character);
    }

    private int script(int character, int previous) {
        if (!split.byUnicodeScript() || (!split.byNumber() && isDigit(character))) {
            return ANY;
        }
        int script = scripts.script(character);
        return script == ScriptTable.INHERITED ? previous : script;
    }

    private static boolean isDigit(int character) {
        return (character >= '0' && character <= '9')
                || (character >= 0xFF10 && character <= 0xFF19);
    }
}
