package io.conteur.tokenizer.piece;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pieces of a tokenizer; the id of a piece is its index. */
public final class Vocabulary {
    private final List<Piece> pieces;
    private final Map<String, Integer> ids = new HashMap<>();

    public Vocabulary(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        for (int id = 0; id < pieces.size(); id++) {
            ids.putIfAbsent(pieces.get(id).text(), id);
        }
    }

    public List<Piece> pieces() {
        return pieces;
    }

    public int size() {
        return pieces.size();
    }

    public Piece piece(int id) {
        if (id < 0 || id >= pieces.size()) {
            throw new IllegalArgumentException(
                    "token ids are 0 to " + (pieces.size() - 1) + ", not " + id);
        }
        return pieces.get(id);
    }

    /** The id of the unknown piece; 0, SentencePiece's default, when the model has none. */
    public int unknownId() {
        for (int id = 0; id < pieces.size(); id++) {
            if (pieces.get(id).type() == PieceType.UNKNOWN) {
                return id;
            }
        }
        return 0;
    }

    public @Nullable Integer id(String text) {
        return ids.get(text);
    }

    /** SentencePiece's {@code .vocab} file: one line per piece, the piece, a tab and its score. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            text.append(piece.text()).append('\t').append(score(piece)).append('\n');
        }
        return text.toString();
    }

    /** Scores are whole numbers; the first learned piece has -0. */
    private static String score(Piece piece) {
        return (piece.type() == PieceType.NORMAL ? "-" : "") + (long) -piece.score();
    }
}
