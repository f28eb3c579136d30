package io.conteur.tokenizer;

import io.conteur.tokenizer.model.TextRules;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.text.Normalization;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.SymbolMatcher;
import io.conteur.tokenizer.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns pieces into text as they come: spaces are held back until what follows is known, and bytes
 * until they make a character, and everything when the whole text is denormalised at its end.
 */
final class PieceDecoder {
    /** What becomes of symbols. */
    enum Symbols {
        /** {@code <newline>} is a line break without spaces around it, {@code <sep>} nothing. */
        SPOKEN,
        /** Every symbol is its own text, as in SentencePiece. */
        LITERAL
    }

    private static final String SPACE = Character.toString(Piece.SPACE);

    private final TextRules rules;
    private final Symbols symbols;
    private final StringBuilder ready = new StringBuilder();
    private byte[] bytes = {};
    private int heldSpaces;

    /** Nothing was decoded yet: a space here is that which encoding added. */
    private boolean textStart = true;

    /** A {@code <newline>} has just been decoded. */
    private boolean lineStart;

    PieceDecoder(TextRules rules, Symbols symbols) {
        this.rules = rules;
        this.symbols = symbols;
    }

    /** Takes a piece and gives the text that is certain now. */
    String add(Piece piece) {
        if (piece.type() != PieceType.BYTE) {
            flushBytes(true);
        }
        switch (piece.type()) {
            case CONTROL -> {}
            case UNKNOWN -> write(rules.unknownSurface());
            case BYTE -> addByte(Integer.decode(piece.text().substring(1, 5)));
            case USER_DEFINED -> addSymbol(piece.text());
            default -> addText(piece.text());
        }
        return take();
    }

    /**
     * Takes text that is no piece, which stays as it is, and gives the text that is certain now.
     */
    String addUnknown(String text) {
        flushBytes(true);
        write(text);
        return take();
    }

    /** Gives what was held back. */
    String end() {
        flushBytes(true);
        flushSpaces();
        String text = ready.toString();
        Normalization denormalization = rules.denormalization();
        return denormalization == null
                ? text
                : new Normalizer(denormalization, SymbolMatcher.NONE)
                        .normalize(text.getBytes(StandardCharsets.UTF_8));
    }

    private void addSymbol(String text) {
        if (symbols == Symbols.LITERAL) {
            addText(text);
        } else if (text.equals(TokenizerParameters.NEWLINE)) {
            heldSpaces = 0;
            ready.append('\n');
            textStart = false;
            lineStart = true;
        } else if (!text.equals(TokenizerParameters.SEPARATOR)) {
            addText(text);
        }
    }

    private void addText(String text) {
        boolean drops = textStart && text.startsWith(SPACE) && dropsSpaces();
        // Either every piece at the start loses a space, or only the first one does.
        textStart = drops && rules.normalization().removesExtraSpaces() && text.length() == 1;
        for (int i = drops ? 1 : 0; i < text.length(); i++) {
            if (text.charAt(i) != Piece.SPACE) {
                flushSpaces();
                ready.append(text.charAt(i));
                lineStart = false;
            } else if (!lineStart) {
                heldSpaces++;
            }
        }
    }

    private boolean dropsSpaces() {
        Normalization normalization = rules.normalization();
        return normalization.addsSpace() || normalization.removesExtraSpaces();
    }

    private void addByte(int value) {
        bytes = Arrays.copyOf(bytes, bytes.length + 1);
        bytes[bytes.length - 1] = (byte) value;
        flushBytes(false);
    }

    private void flushBytes(boolean last) {
        int at = 0;
        while (at < bytes.length && (last || !Utf8.unfinished(bytes, at, bytes.length))) {
            int length = Utf8.validLength(bytes, at, bytes.length);
            write(length == 0 ? "\uFFFD" : Character.toString(Utf8.codePoint(bytes, at)));
            at += Math.max(1, length);
        }
        bytes = Arrays.copyOfRange(bytes, at, bytes.length);
    }

    private void write(String text) {
        if (!text.isEmpty()) {
            flushSpaces();
            ready.append(text);
            textStart = false;
            lineStart = false;
        }
    }

    private void flushSpaces() {
        ready.append(" ".repeat(heldSpaces));
        heldSpaces = 0;
    }

    private String take() {
        if (rules.denormalization() != null) {
            return "";
        }
        String text = ready.toString();
        ready.setLength(0);
        return text;
    }
}
