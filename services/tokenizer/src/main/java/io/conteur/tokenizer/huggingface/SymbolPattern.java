package io.conteur.tokenizer.huggingface;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Regular expressions that cut user-defined symbols out of a normalised text. What lies between
 * them is encoded by merges, unless it is a piece itself. Where that would be a piece that no text
 * is encoded to, such as {@code <s>}, the text is cut where its tokens end.
 */
final class SymbolPattern {
    private final Vocabulary vocabulary;
    private final List<String> symbols;

    SymbolPattern(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.symbols =
                vocabulary.pieces().stream()
                        .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                        .map(Piece::text)
                        .sorted(Comparator.comparing(String::length).reversed())
                        .toList();
    }

    /** Whether no normalisation changes a symbol. */
    boolean isExact() {
        return symbols.stream()
                .allMatch(symbol -> symbol.chars().allMatch(c -> c > ' ' && c < 0x7F));
    }

    /** Matches a symbol, the longest first; empty when there are none. */
    String symbols() {
        return String.join("|", symbols.stream().map(SymbolPattern::quoted).toList());
    }

    /** Matches what is encoded by itself. */
    String cuts(List<List<String>> unspellable) {
        Map<String, List<String>> restsByStart = new TreeMap<>();
        unspellable.forEach(parts -> addCuts(parts, restsByStart));
        List<String> alternatives =
                new ArrayList<>(symbols.stream().map(SymbolPattern::quoted).toList());
        String end = "(?:" + String.join("|", edges("\\z", "")) + ")";
        restsByStart.forEach(
                (start, rests) ->
                        alternatives.add(
                                "%s(?=(?:%s)%s)".formatted(start, String.join("|", rests), end)));
        return String.join("|", alternatives);
    }

    private void addCuts(List<String> parts, Map<String, List<String>> restsByStart) {
        StringBuilder before = new StringBuilder();
        for (int i = 0; i + 1 < parts.size(); i++) {
            String rest = String.join("", parts.subList(i + 1, parts.size()));
            String lookbehind = String.join("|", edges("\\A", quoted(before.toString())));
            restsByStart
                    .computeIfAbsent(
                            "(?<=%s)%s".formatted(lookbehind, quoted(parts.get(i))),
                            start -> new ArrayList<>())
                    .add(quoted(rest));
            if (vocabulary.id(rest) == null) {
                return; // No piece: encoded by merges.
            }
            before.append(parts.get(i));
        }
    }

    /** The ends of the text and of symbols, each followed by {@code suffix}. */
    private List<String> edges(String ofText, String suffix) {
        List<String> edges = new ArrayList<>(List.of(ofText + suffix));
        symbols.forEach(symbol -> edges.add(quoted(symbol) + suffix));
        return edges;
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (c > 0x7F || Character.isLetterOrDigit(c)) {
                                quoted.appendCodePoint(c);
                            } else {
                                quoted.append("\\x{%x}".formatted(c));
                            }
                        });
        return quoted.toString();
    }
}
