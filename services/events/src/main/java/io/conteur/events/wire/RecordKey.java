package io.conteur.events.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The key of a Kafka record, as bytes: senders may use text, UUIDs or Avro. Answers have exactly
 * the bytes of their request's key, so keys are never decoded and encoded again.
 */
public final class RecordKey {
    private final byte[] bytes;

    private RecordKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of a record's key. */
    public static RecordKey of(byte[] bytes) {
        return new RecordKey(bytes.clone());
    }

    /** A text key, encoded as UTF-8. */
    public static RecordKey of(String text) {
        return new RecordKey(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Length in bytes. */
    public int length() {
        return bytes.length;
    }

    /** The key decoded as UTF-8; empty when it is not. */
    public Optional<String> text() {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** For logs: the text, or hexadecimal digits. */
    @Override
    public String toString() {
        return text().orElseGet(() -> HexFormat.of().formatHex(bytes));
    }
}
