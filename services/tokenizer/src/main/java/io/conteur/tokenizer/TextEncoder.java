package io.conteur.tokenizer;

import ai.djl.sentencepiece.SpTokenizer;
import io.conteur.tokenizer.model.SanitizedModel;
import io.conteur.tokenizer.model.SpellablePieces;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.text.Normalization;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.SymbolMatcher;
import java.util.List;

/**
 * Encodes text to ids. Normalisation is done here, because DJL's binding takes only Java strings,
 * which cannot hold invalid UTF-8; segmentation is SentencePiece's native code. Thread-safe.
 */
final class TextEncoder implements AutoCloseable {
    private final Normalization normalization;
    private final SymbolMatcher symbols;
    private final SpTokenizer sentencePiece;

    TextEncoder(SanitizedModel model, SpellablePieces spellable) {
        List<Piece> pieces = model.nativePieces(spellable);
        normalization = model.rules().normalization();
        symbols =
                new SymbolMatcher(
                        pieces.stream()
                                .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                                .map(Piece::text)
                                .toList());
        sentencePiece = new SpTokenizer(model.bytes(pieces));
    }

    int[] encode(byte[] utf8) {
        return sentencePiece.getProcessor().encode(normalized(utf8));
    }

    /** As {@link #encode}, but as pieces; unknown text is returned verbatim. */
    List<String> pieces(byte[] utf8) {
        return sentencePiece.tokenize(normalized(utf8));
    }

    @Override
    public void close() {
        sentencePiece.close();
    }

    private String normalized(byte[] utf8) {
        return new Normalizer(normalization, symbols).normalize(utf8);
    }
}
