package io.conteur.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The vocabulary of a model file: the {@code pieces} of SentencePiece's {@code ModelProto}. */
final class Pieces {
    private final List<String> texts = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private int unknown;

    private Pieces() {}

    /**
     * Reads the pieces.
     *
     * @throws IOException naming the file when it is no SentencePiece model
     */
    static Pieces read(byte[] model, Path file) throws IOException {
        Pieces pieces = new Pieces();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(model);
            while (buffer.hasRemaining()) {
                long tag = varint(buffer);
                if (tag == (1 << 3 | 2)) {
                    pieces.add(slice(buffer));
                } else {
                    skip(buffer, tag);
                }
            }
        } catch (RuntimeException e) {
            throw new IOException(file.getFileName() + " is not a SentencePiece model", e);
        }
        if (pieces.texts.isEmpty()) {
            throw new IOException(file.getFileName() + " is not a SentencePiece model");
        }
        return pieces;
    }

    int size() {
        return texts.size();
    }

    int id(String piece) {
        return ids.getOrDefault(piece, unknown);
    }

    String text(int id) {
        return texts.get(id);
    }

    int type(int id) {
        return types.get(id);
    }

    private void add(ByteBuffer piece) {
        String text = "";
        int type = SpecialPieces.NORMAL;
        while (piece.hasRemaining()) {
            long tag = varint(piece);
            if (tag == (1 << 3 | 2)) {
                text = StandardCharsets.UTF_8.decode(slice(piece)).toString();
            } else if (tag == 3 << 3) {
                type = (int) varint(piece);
            } else {
                skip(piece, tag);
            }
        }
        if (type == SpecialPieces.UNKNOWN) {
            unknown = texts.size();
        }
        ids.put(text, texts.size());
        texts.add(text);
        types.add(type);
    }

    private static void skip(ByteBuffer buffer, long tag) {
        switch ((int) (tag & 7)) {
            case 0 -> varint(buffer);
            case 1 -> buffer.position(buffer.position() + Long.BYTES);
            case 2 -> slice(buffer);
            case 5 -> buffer.position(buffer.position() + Integer.BYTES);
            default -> throw new IllegalArgumentException("no such wire type");
        }
    }

    private static ByteBuffer slice(ByteBuffer buffer) {
        int length = Math.toIntExact(varint(buffer));
        ByteBuffer slice = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return slice;
    }

    private static long varint(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = buffer.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is too long");
    }
}
