package io.conteur.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lists of symbols, read as SentencePiece reads them (its {@code StrSplitAsCSV}): separated by
 * commas; an element in double quotes may hold commas, and two double quotes for one. What follows
 * the closing quote up to the comma is ignored, and a comma at the very end adds no element.
 */
final class SymbolList {
    private final String text;
    private int at;

    private SymbolList(String text) {
        this.text = text;
    }

    /**
     * The elements; none in an empty text.
     *
     * @throws UsageException when one is empty
     */
    static List<String> parse(String option, String text) {
        SymbolList list = new SymbolList(text);
        List<String> symbols = new ArrayList<>();
        while (list.at < text.length()) {
            String symbol = list.next();
            if (symbol.isEmpty()) {
                throw new UsageException(
                        "symbol " + (symbols.size() + 1) + " of " + option + " is empty");
            }
            symbols.add(symbol);
        }
        return symbols;
    }

    private String next() {
        String symbol = text.charAt(at) == '"' ? quoted() : text.substring(at, comma());
        at = comma() + 1;
        return symbol;
    }

    private String quoted() {
        StringBuilder symbol = new StringBuilder();
        at++;
        while (at < text.length() && (text.charAt(at) != '"' || isTwice())) {
            symbol.append(text.charAt(at));
            at += text.charAt(at) == '"' ? 2 : 1;
        }
        at = Math.min(at + 1, text.length());
        return symbol.toString();
    }

    private boolean isTwice() {
        return at + 1 < text.length() && text.charAt(at + 1) == '"';
    }

    private int comma() {
        int comma = text.indexOf(',', at);
        return comma < 0 ? text.length() : comma;
    }
}
