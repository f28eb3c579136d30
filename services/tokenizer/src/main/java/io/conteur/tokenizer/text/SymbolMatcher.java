package io.conteur.tokenizer.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds the longest of some symbols that stands at a place of a text, in UTF-8. */
public final class SymbolMatcher {
    public static final SymbolMatcher NONE = new SymbolMatcher(List.of());

    /** By their first byte, longest first. */
    private final byte[][][] symbols = new byte[256][][];

    public SymbolMatcher(Collection<String> texts) {
        List<byte[]> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.getBytes(StandardCharsets.UTF_8)));
        all.sort((one, other) -> Integer.compare(other.length, one.length));
        for (int first = 0; first < symbols.length; first++) {
            byte leading = (byte) first;
            byte[][] own =
                    all.stream().filter(symbol -> symbol[0] == leading).toArray(byte[][]::new);
            symbols[first] = own.length == 0 ? null : own;
        }
    }

    /** Whether any symbol begins with this byte. */
    boolean begins(byte leading) {
        return symbols[leading & 0xFF] != null;
    }

    /** The bytes of the longest symbol at a place; 0 when there is none. */
    int length(byte[] text, int at, int to) {
        byte[][] candidates = symbols[text[at] & 0xFF];
        if (candidates == null) {
            return 0;
        }
        for (byte[] symbol : candidates) {
            if (stands(symbol, text, at, to)) {
                return symbol.length;
            }
        }
        return 0;
    }

    private static boolean stands(byte[] symbol, byte[] text, int at, int to) {
        if (symbol.length > to - at) {
            return false;
        }
        for (int i = 0; i < symbol.length; i++) {
            if (symbol[i] != text[at + i]) {
                return false;
            }
        }
        return true;
    }
}
