package io.conteur.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The pieces that are not learnt, with their ids and types. */
final class SpecialPieces {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int BYTE = 6;

    /** A piece and its type in the model file. */
    record Piece(String text, int type) {}

    private final TreeMap<Integer, Piece> byId = new TreeMap<>();

    SpecialPieces(TokenizerParameters parameters) {
        TokenizerParameters.SpecialIds ids = parameters.specialIds();
        claim(ids.unknown(), new Piece("<unk>", UNKNOWN), parameters.vocabularySize());
        claim(ids.start(), new Piece("<s>", CONTROL), parameters.vocabularySize());
        claim(ids.end(), new Piece("</s>", CONTROL), parameters.vocabularySize());
        claim(ids.padding(), new Piece("<pad>", CONTROL), parameters.vocabularySize());
        requireDistinct(parameters);
        others(parameters).forEach(this::add);
    }

    Map<Integer, Piece> byId() {
        return byId;
    }

    int count() {
        return byId.size();
    }

    /** UTF-8 of every special piece. */
    List<byte[]> texts() {
        return byId.values().stream()
                .map(piece -> piece.text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private void claim(int id, Piece piece, int vocabularySize) {
        if (id < 0) {
            return;
        }
        if (id >= vocabularySize) {
            throw new TokenizerTrainingException(
                    "the id of "
                            + piece.text
                            + " must be below the vocabulary size "
                            + vocabularySize
                            + ", is "
                            + id);
        }
        Piece other = byId.putIfAbsent(id, piece);
        if (other != null) {
            throw new TokenizerTrainingException(
                    piece.text + " and " + other.text + " cannot both have the id " + id);
        }
    }

    private static void requireDistinct(TokenizerParameters parameters) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> all = new ArrayList<>(parameters.controlSymbols());
        all.addAll(parameters.symbols());
        for (String symbol : all) {
            if (symbol.isEmpty()) {
                throw new TokenizerTrainingException("a symbol must not be empty");
            }
            if (!seen.add(symbol)) {
                throw new TokenizerTrainingException("the symbol " + symbol + " is given twice");
            }
        }
    }

    private static List<Piece> others(TokenizerParameters parameters) {
        List<Piece> others = new ArrayList<>();
        parameters.controlSymbols().forEach(text -> others.add(new Piece(text, CONTROL)));
        parameters.symbols().forEach(text -> others.add(new Piece(text, USER_DEFINED)));
        if (parameters.byteFallback()) {
            for (int i = 0; i < 256; i++) {
                others.add(new Piece("<0x%02X>".formatted(i), BYTE));
            }
        }
        return others;
    }

    /** Takes the lowest free id, or changes the type of the piece that has this text already. */
    private void add(Piece piece) {
        for (Map.Entry<Integer, Piece> entry : byId.entrySet()) {
            if (entry.getValue().text.equals(piece.text)) {
                entry.setValue(piece);
                return;
            }
        }
        int id = 0;
        while (byId.containsKey(id)) {
            id++;
        }
        byId.put(id, piece);
    }
}
