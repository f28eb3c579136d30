package io.conteur.tokenizer.huggingface;

import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes pieces to the text that {@code Tokenizer.decode} gives: {@code <newline>} is a line break
 * without spaces around it, {@code <sep>} and control pieces are nothing. U+0001 stands for a line
 * break and U+0002 for unknown text until spaces are removed; no piece holds either.
 */
final class DecoderJson {
    private static final String LINE_BREAK = "\u0001";
    private static final String UNKNOWN = "\u0002";

    private DecoderJson() {}

    static String json(Vocabulary vocabulary, String unknownSurface) {
        List<String> steps = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Piece piece : vocabulary.pieces()) {
            if (piece.type() == PieceType.CONTROL
                    || piece.text().equals(TokenizerParameters.SEPARATOR)) {
                silent.add(SymbolPattern.quoted(piece.text()));
            }
        }
        if (!silent.isEmpty()) {
            steps.add(JsonText.replaceAll("\\A(?:" + String.join("|", silent) + ")\\z", ""));
        }
        steps.add(whole(TokenizerParameters.NEWLINE, LINE_BREAK));
        steps.add(whole(Piece.UNKNOWN, UNKNOWN));
        steps.add(JsonText.replaceText("\u2581", " "));
        steps.add("{\"type\": \"ByteFallback\"}");
        steps.add("{\"type\": \"Fuse\"}");
        steps.add(JsonText.replaceAll("\\A +", ""));
        steps.add(JsonText.replaceAll(" *" + LINE_BREAK + " *", "\n"));
        steps.add(JsonText.replaceText(UNKNOWN, unknownSurface));
        return JsonText.sequence("decoders", steps);
    }

    private static String whole(String piece, String text) {
        return JsonText.replaceAll("\\A" + SymbolPattern.quoted(piece) + "\\z", text);
    }
}
