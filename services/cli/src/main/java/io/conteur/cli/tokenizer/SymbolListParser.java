package io.conteur.cli.tokenizer;

import io.conteur.cli.common.UsageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses lists of symbols as SentencePiece does (its {@code StrSplitAsCSV}): comma-separated; an
 * element in double quotes can contain commas, and quotes written twice. Text between a closing
 * quote and the next comma is ignored, and a trailing comma adds no element.
 */
final class SymbolListParser {
    private final String text;
    private int at;

    private SymbolListParser(String text) {
        this.text = text;
    }

    /**
     * Parses a list; an empty text has no elements.
     *
     * @throws UsageException when an element is empty
     */
    static List<String> parse(String option, String text) {
        SymbolListParser list = new SymbolListParser(text);
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
        while (at < text.length() && (text.charAt(at) != '"' || isEscapedQuote())) {
            symbol.append(text.charAt(at));
            at += text.charAt(at) == '"' ? 2 : 1;
        }
        at = Math.min(at + 1, text.length());
        return symbol.toString();
    }

    private boolean isEscapedQuote() {
        return at + 1 < text.length() && text.charAt(at + 1) == '"';
    }

    private int comma() {
        int comma = text.indexOf(',', at);
        return comma < 0 ? text.length() : comma;
    }
}
