package io.conteur.tokenizer.huggingface;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The merges that encode as SentencePiece does. SentencePiece merges the two neighbours whose
 * concatenation is the best piece, however it is split; Hugging Face merges listed pairs.
 *
 * <p>One pair a piece suffices: what is merged within a piece's text before the piece itself does
 * not depend on the text around it, for a merge across its ends would make the piece impossible. So
 * the last pair is the one that encoding the piece's text alone ends with.
 */
final class MergeList {
    private static final Comparator<Piece> BEST_FIRST =
            Comparator.comparingDouble(piece -> -piece.score());

    private final Vocabulary vocabulary;
    private final List<String[]> merges = new ArrayList<>();
    private final List<List<String>> unspellable = new ArrayList<>();

    MergeList(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        vocabulary.pieces().stream().sorted(BEST_FIRST).forEach(this::add);
    }

    /** Pairs of pieces, best first. */
    List<String[]> merges() {
        return merges;
    }

    /**
     * What the texts of pieces are encoded to that no text is encoded to: control pieces, and
     * learned ones whose text is always split otherwise.
     */
    List<List<String>> unspellable() {
        return unspellable;
    }

    private void add(Piece piece) {
        if (piece.type() == PieceType.USER_DEFINED) {
            return;
        }
        List<String> parts = parts(piece.text());
        if (piece.type() == PieceType.NORMAL && parts.size() == 2) {
            merges.add(parts.toArray(String[]::new));
        } else if (parts.size() > 1) {
            unspellable.add(fused(parts));
        }
    }

    /** Neighbours that are no pieces become one unknown token. */
    private List<String> fused(List<String> parts) {
        List<String> fused = new ArrayList<>();
        boolean known = true;
        for (String part : parts) {
            boolean joins = !known && learned(part) == null;
            known = learned(part) != null;
            fused.add(joins ? fused.remove(fused.size() - 1) + part : part);
        }
        return fused;
    }

    /** Encodes a text up to the last merge before it would be one piece. */
    private List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        text.codePoints().forEach(character -> parts.add(Character.toString(character)));
        int best = best(parts);
        while (best >= 0) {
            parts.set(best, parts.get(best) + parts.remove(best + 1));
            best = best(parts);
        }
        return parts;
    }

    /** The first of the best pair of neighbours; negative when only two or no pairs are left. */
    private int best(List<String> parts) {
        int best = -1;
        float score = Float.NEGATIVE_INFINITY;
        for (int i = 0; parts.size() > 2 && i + 1 < parts.size(); i++) {
            Piece merged = learned(parts.get(i) + parts.get(i + 1));
            if (merged != null && merged.score() > score) {
                best = i;
                score = merged.score();
            }
        }
        return best;
    }

    private @Nullable Piece learned(String text) {
        Integer id = vocabulary.id(text);
        Piece piece = id == null ? null : vocabulary.piece(id);
        return piece != null && piece.type() == PieceType.NORMAL ? piece : null;
    }
}
