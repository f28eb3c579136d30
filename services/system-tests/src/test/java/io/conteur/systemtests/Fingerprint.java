package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A hash of a record's key, value and headers, in which missing differs from empty. */
final class Fingerprint {
    /** Headers that say why a record was put aside; its own have other names. */
    private static final String REASONS = "dead-letter-";

    private final MessageDigest digest;

    private Fingerprint(MessageDigest digest) {
        this.digest = digest;
    }

    /** The hash, in which the reasons of a dead letter do not count. */
    static String of(
            byte @Nullable [] key, byte @Nullable [] value, Iterable<? extends Header> headers) {
        try {
            Fingerprint print = new Fingerprint(MessageDigest.getInstance("SHA-256"));
            print.add(key);
            print.add(value);
            for (Header header : headers) {
                if (!header.key().startsWith(REASONS)) {
                    print.add(header.key().getBytes(UTF_8));
                    print.add(header.value());
                }
            }
            return HexFormat.of().formatHex(print.digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void add(byte @Nullable [] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(0, bytes == null ? -1 : bytes.length));
        if (bytes != null) {
            digest.update(bytes);
        }
    }
}
