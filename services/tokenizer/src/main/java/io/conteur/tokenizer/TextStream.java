package io.conteur.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns ids into text as they come. What {@link #add} and {@link #end} return, one after the other,
 * is the whole text; no piece of it ends within a character or has to be taken back.
 */
public final class TextStream {
    private final Pieces pieces;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean lineStart = true;
    private String pendingSpace = "";

    TextStream(Pieces pieces) {
        this.pieces = pieces;
    }

    /** The text that is certain with one more id. */
    public String add(int id) {
        String piece = pieces.text(id);
        return switch (pieces.type(id)) {
            case SpecialPieces.BYTE -> addByte(piece);
            case SpecialPieces.NORMAL -> flushBytes() + words(piece.replace('\u2581', ' '));
            case SpecialPieces.UNKNOWN -> flushBytes() + words(" \u2047 ");
            case SpecialPieces.USER_DEFINED -> flushBytes() + symbol(piece);
            default -> flushBytes();
        };
    }

    /** What was held back; a space at the end is dropped. */
    public String end() {
        pendingSpace = "";
        return flushBytes();
    }

    private String symbol(String piece) {
        if (piece.equals(TokenizerParameters.NEWLINE)) {
            pendingSpace = "";
            lineStart = true;
            return "\n";
        }
        return piece.equals(TokenizerParameters.SEPARATOR) ? "" : words(piece);
    }

    /** Drops spaces at the start of a line, and holds those at the end back. */
    private String words(String text) {
        String started = lineStart ? text.stripLeading() : text;
        if (started.isEmpty()) {
            return "";
        }
        String whole = pendingSpace + started;
        String certain = whole.stripTrailing();
        pendingSpace = whole.substring(certain.length());
        lineStart = lineStart && certain.isEmpty();
        return certain;
    }

    /** Pieces such as {@code <0xE2>} spell a character; it comes out once it is whole. */
    private String addByte(String piece) {
        bytes.write(Integer.parseInt(piece.substring(3, 5), 16));
        byte[] collected = bytes.toByteArray();
        return collected.length >= Utf8.length(collected[0]) ? flushBytes() : "";
    }

    private String flushBytes() {
        if (bytes.size() == 0) {
            return "";
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return words(text);
    }
}
