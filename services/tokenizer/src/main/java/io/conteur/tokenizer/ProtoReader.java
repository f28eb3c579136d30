package io.conteur.tokenizer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message in protobuf's wire format, in file order: {@link #next} moves to
 * a field, then exactly one of the value methods takes it.
 */
final class ProtoReader {
    private final ByteBuffer bytes;
    private int field;
    private int wire;

    ProtoReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** False at the end. */
    boolean next() {
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        return true;
    }

    int field() {
        return field;
    }

    long number() {
        return varint();
    }

    float decimal() {
        return bytes.getFloat();
    }

    String text() {
        return new String(message(), StandardCharsets.UTF_8);
    }

    byte[] message() {
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] value = new byte[(int) length];
        bytes.get(value);
        return value;
    }

    void skip() {
        switch (wire) {
            case 0 -> varint();
            case 1 -> bytes.getLong();
            case 2 -> message();
            case 5 -> bytes.getInt();
            default -> throw new IllegalArgumentException("no protobuf wire type: " + wire);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = bytes.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number takes more than ten bytes");
    }
}
