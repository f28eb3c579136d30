package io.conteur.tokenizer.protobuf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message in file order: {@link #next} advances to a field, then exactly
 * one of the value methods consumes it.
 */
public final class ProtoReader {
    private static final int MAX_FIELD = (1 << 29) - 1;
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final ByteBuffer bytes;
    private int field;
    private int wireType;

    public ProtoReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Advances to the next field; false at the end of the message. */
    public boolean next() {
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = varint();
        if (tag < 0 || tag >>> 3 > MAX_FIELD) {
            throw new IllegalArgumentException("no field has the number " + (tag >>> 3));
        }
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        return true;
    }

    public int field() {
        return field;
    }

    public long number() {
        require(VARINT);
        return varint();
    }

    public float decimal() {
        require(FIXED_32);
        return bytes.getFloat();
    }

    /** A string; rejects invalid UTF-8. */
    public String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text is not UTF-8", e);
        }
    }

    public byte[] message() {
        require(LENGTH_DELIMITED);
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] value = new byte[(int) length];
        bytes.get(value);
        return value;
    }

    public void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED_64 -> bytes.getLong();
            case LENGTH_DELIMITED -> message();
            case FIXED_32 -> bytes.getInt();
            default -> throw new IllegalArgumentException("no protobuf wire type: " + wireType);
        }
    }

    /** Strict: other parsers treat a field with an unexpected wire type as an unknown field. */
    private void require(int type) {
        if (wireType != type) {
            throw new IllegalArgumentException(
                    "field %d has the wire type %d instead of %d".formatted(field, wireType, type));
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
