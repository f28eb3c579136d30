package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pieces that are not learned, with their ids: unknown, start, end and padding at their
 * configured ids, then control symbols, user-defined symbols and byte pieces at the lowest free
 * ids.
 */
public final class ReservedPieces {
    private final TreeMap<Integer, Piece> byId = new TreeMap<>();

    public ReservedPieces(TokenizerParameters parameters) {
        place(parameters.specialIds().unknown(), Piece.reserved(Piece.UNKNOWN, PieceType.UNKNOWN));
        place(parameters.specialIds().start(), Piece.reserved(Piece.START, PieceType.CONTROL));
        place(parameters.specialIds().end(), Piece.reserved(Piece.END, PieceType.CONTROL));
        place(parameters.specialIds().padding(), Piece.reserved(Piece.PADDING, PieceType.CONTROL));
        parameters.controlSymbols().forEach(symbol -> add(symbol, PieceType.CONTROL));
        parameters.symbols().forEach(symbol -> add(symbol, PieceType.USER_DEFINED));
        for (int value = 0; parameters.byteFallback() && value < 256; value++) {
            add(Piece.ofByte(value), PieceType.BYTE);
        }
    }

    public int size() {
        return byId.size();
    }

    public List<Piece> pieces() {
        return List.copyOf(byId.values());
    }

    /** The whole vocabulary: learned pieces, best first, take the remaining ids. */
    public Vocabulary vocabulary(List<String> learned) {
        List<Piece> pieces = new ArrayList<>();
        int rank = 0;
        while (rank < learned.size() || byId.containsKey(pieces.size())) {
            Piece next = byId.get(pieces.size());
            if (next == null) {
                // The first score is -0.0, as SentencePiece writes it.
                next = new Piece(learned.get(rank), -(float) rank++, PieceType.NORMAL);
            }
            pieces.add(next);
        }
        byId.tailMap(pieces.size()).values().forEach(pieces::add);
        return new Vocabulary(pieces);
    }

    private void place(int id, Piece piece) {
        if (id >= 0) {
            byId.put(id, piece);
        }
    }

    /** A symbol equal to the start, end or padding piece only changes the type of that piece. */
    private void add(String symbol, PieceType type) {
        Piece piece = Piece.reserved(symbol, type);
        for (Map.Entry<Integer, Piece> entry : byId.entrySet()) {
            if (entry.getValue().text().equals(symbol)) {
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
