package io.conteur.tokenizer;

import java.util.Arrays;

/**
 * Turns pieces into text as they come: spaces are held back until what follows is known, and bytes
 * until they make a character.
 */
final class Decoder {
    /** What an unknown piece decodes to; SentencePiece's default. */
    static final String UNKNOWN_SURFACE = " \u2047 ";

    /** What becomes of symbols. */
    enum Symbols {
        /** {@code <newline>} is a line break without spaces around it, {@code <sep>} nothing. */
        SPOKEN,
        /** Every symbol is its own text, as in SentencePiece. */
        LITERAL
    }

    private final Symbols symbols;
    private final StringBuilder ready = new StringBuilder();
    private byte[] bytes = {};
    private int heldSpaces;
    private boolean lineStart = true;

    Decoder(Symbols symbols) {
        this.symbols = symbols;
    }

    /** Takes a piece and gives the text that is certain now. */
    String add(Piece piece) {
        if (piece.type() != PieceType.BYTE) {
            flushBytes(true);
        }
        switch (piece.type()) {
            case CONTROL -> {}
            case UNKNOWN -> write(UNKNOWN_SURFACE);
            case BYTE -> addByte(Integer.decode(piece.text().substring(1, 5)));
            case USER_DEFINED -> addSymbol(piece.text());
            default -> addText(piece.text());
        }
        return take();
    }

    /** Gives what was held back. */
    String end() {
        flushBytes(true);
        flushSpaces();
        return take();
    }

    private void addSymbol(String text) {
        if (symbols == Symbols.LITERAL) {
            addText(text);
        } else if (text.equals(TokenizerParameters.NEWLINE)) {
            heldSpaces = 0;
            ready.append('\n');
            lineStart = true;
        } else if (!text.equals(TokenizerParameters.SEPARATOR)) {
            addText(text);
        }
    }

    private void addText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != Piece.SPACE) {
                flushSpaces();
                ready.append(text.charAt(i));
                lineStart = false;
            } else if (!lineStart) {
                heldSpaces++;
            }
        }
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
        flushSpaces();
        ready.append(text);
        lineStart = false;
    }

    private void flushSpaces() {
        ready.append(" ".repeat(heldSpaces));
        heldSpaces = 0;
    }

    private String take() {
        String text = ready.toString();
        ready.setLength(0);
        return text;
    }
}
