package io.conteur.tokenizer.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Finds the longest symbol, or reserved piece, that matches at an offset of UTF-8 text. */
public final class SymbolMatcher {
    public static final SymbolMatcher NONE = new SymbolMatcher(List.of());

    /** Symbols by their first byte, longest first; null where there are none. */
    private final byte[][][] symbols = new byte[256][][];

    public SymbolMatcher(Collection<String> texts) {
        List<byte[]> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.getBytes(StandardCharsets.UTF_8)));
        all.sort((one, other) -> Integer.compare(other.length, one.length));
        for (byte[] symbol : all) {
            int first = symbol[0] & 0xFF;
            byte[][] longer = symbols[first] == null ? new byte[0][] : symbols[first];
            symbols[first] = Arrays.copyOf(longer, longer.length + 1);
            symbols[first][longer.length] = symbol;
        }
    }

    /** Whether a symbol begins with this byte. */
    boolean begins(byte leading) {
        return symbols[leading & 0xFF] != null;
    }

    /** The length in bytes of the longest symbol at an offset; 0 when none matches. */
    int length(byte[] text, int at, int to) {
        byte[][] candidates = symbols[text[at] & 0xFF];
        if (candidates == null) {
            return 0;
        }
        for (byte[] symbol : candidates) {
            if (matches(symbol, text, at, to)) {
                return symbol.length;
            }
        }
        return 0;
    }

    private static boolean matches(byte[] symbol, byte[] text, int at, int to) {
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
