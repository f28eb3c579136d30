package io.conteur.tokenizer;

import ai.djl.sentencepiece.SpTokenizer;
import io.conteur.tokenizer.model.ModelSanitizer;
import io.conteur.tokenizer.model.SpellablePieces;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.text.Normalization;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.SymbolMatcher;
import java.util.List;

/**
 * Text to ids. Normalises here, since a Java string, which is all that DJL's binding takes, cannot
 * hold invalid bytes; the rest is SentencePiece's native code. Safe for several threads.
 */
final class TextEncoder implements AutoCloseable {
    private final Normalization normalization;
    private final SymbolMatcher symbols;
    private final SpTokenizer splitter;

    TextEncoder(ModelSanitizer model, SpellablePieces spelling) {
        List<Piece> pieces = model.nativePieces(spelling);
        normalization = model.rules().normalization();
        symbols =
                new SymbolMatcher(
                        pieces.stream()
                                .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                                .map(Piece::text)
                                .toList());
        splitter = new SpTokenizer(model.bytes(pieces));
    }

    int[] encode(byte[] utf8) {
        return splitter.getProcessor().encode(normalized(utf8));
    }

    /** The pieces of {@link #encode}, but unknown text as it stands. */
    List<String> pieces(byte[] utf8) {
        return splitter.tokenize(normalized(utf8));
    }

    @Override
    public void close() {
        splitter.close();
    }

    private String normalized(byte[] utf8) {
        return new Normalizer(normalization, symbols).normalize(utf8);
    }
}
