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
 * Incrementally decodes pieces to text. Spaces are buffered until the next piece is known, bytes
 * until they form a character, and the whole text if the model denormalises it.
 */
final class PieceDecoder {
    /** How user-defined symbols are decoded. */
    enum Symbols {
        /** {@code <newline>} to a line break without spaces around it, {@code <sep>} to nothing. */
        RENDERED,
        /** Every symbol to its own text, as in SentencePiece. */
        LITERAL
    }

    private static final String SPACE = Character.toString(Piece.SPACE);

    private final TextRules rules;
    private final Symbols symbols;
    private final StringBuilder output = new StringBuilder();
    private byte[] pendingBytes = {};
    private int pendingSpaces;

    /** Nothing was decoded yet: a space here is the dummy prefix that encoding added. */
    private boolean textStart = true;

    /** The last piece was {@code <newline>}. */
    private boolean lineStart;

    PieceDecoder(TextRules rules, Symbols symbols) {
        this.rules = rules;
        this.symbols = symbols;
    }

    /** Decodes a piece and returns the text that no later piece can change. */
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
        return drain();
    }

    /**
     * Adds text that is not a piece, unchanged; returns the text that no later piece can change.
     */
    String addUnknown(String text) {
        flushBytes(true);
        write(text);
        return drain();
    }

    /** Returns the text that is still buffered. */
    String end() {
        flushBytes(true);
        flushSpaces();
        String text = output.toString();
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
            pendingSpaces = 0;
            output.append('\n');
            textStart = false;
            lineStart = true;
        } else if (!text.equals(TokenizerParameters.SEPARATOR)) {
            addText(text);
        }
    }

    private void addText(String text) {
        boolean dropsFirst = textStart && text.startsWith(SPACE) && dropsLeadingSpace();
        // With remove_extra_whitespaces all leading space pieces are dropped, otherwise only the
        // first.
        textStart =
                dropsFirst && rules.normalization().removeExtraWhitespaces() && text.length() == 1;
        for (int i = dropsFirst ? 1 : 0; i < text.length(); i++) {
            if (text.charAt(i) != Piece.SPACE) {
                flushSpaces();
                output.append(text.charAt(i));
                lineStart = false;
            } else if (!lineStart) {
                pendingSpaces++;
            }
        }
    }

    private boolean dropsLeadingSpace() {
        Normalization normalization = rules.normalization();
        return normalization.addDummyPrefix() || normalization.removeExtraWhitespaces();
    }

    private void addByte(int value) {
        pendingBytes = Arrays.copyOf(pendingBytes, pendingBytes.length + 1);
        pendingBytes[pendingBytes.length - 1] = (byte) value;
        flushBytes(false);
    }

    private void flushBytes(boolean atEnd) {
        int at = 0;
        while (at < pendingBytes.length
                && (atEnd || !Utf8.unfinished(pendingBytes, at, pendingBytes.length))) {
            int length = Utf8.validLength(pendingBytes, at, pendingBytes.length);
            write(length == 0 ? "\uFFFD" : Character.toString(Utf8.codePoint(pendingBytes, at)));
            at += Math.max(1, length);
        }
        pendingBytes = Arrays.copyOfRange(pendingBytes, at, pendingBytes.length);
    }

    private void write(String text) {
        if (!text.isEmpty()) {
            flushSpaces();
            output.append(text);
            textStart = false;
            lineStart = false;
        }
    }

    private void flushSpaces() {
        output.append(" ".repeat(pendingSpaces));
        pendingSpaces = 0;
    }

    private String drain() {
        if (rules.denormalization() != null) {
            return "";
        }
        String text = output.toString();
        output.setLength(0);
        return text;
    }
}
