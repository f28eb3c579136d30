package io.conteur.events.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request and all events that answer it belong to, as in W3C Trace Context.
 *
 * @param traceId 32 lowercase hexadecimal digits, not all zero
 * @param flags 2 lowercase hexadecimal digits
 * @param state what other tracing systems pass along, unchanged; null when there is none
 */
public record TraceContext(String traceId, String flags, @Nullable String state) {
    /** Header of the trace, and of the event within it. */
    public static final String PARENT = "traceparent";

    /** Header of what other tracing systems pass along. */
    public static final String STATE = "tracestate";

    // Version 0 ends after the flags; a later one may go on after a further dash.
    private static final Pattern TRACEPARENT =
            Pattern.compile(
                    "(?!ff)(?!00.{54})[0-9a-f]{2}"
                            + "-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?");
    private static final Pattern TRACESTATE = Pattern.compile("[\\x20-\\x7e\\t]{1,512}");

    /** The flags this version defines: sampled, and trace-id is random. */
    private static final int KNOWN_FLAGS = 0x03;

    /** Nothing is recorded here, but whoever listens and traces shall not be kept from it. */
    private static final String SAMPLED = "01";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new trace. */
    public static TraceContext start() {
        return new TraceContext(hex(random(16)), SAMPLED, null);
    }

    /** A new trace that the same cause starts again: a redelivered request stays in its trace. */
    public static TraceContext startedBy(String cause) {
        byte[] digest = sha256(cause.getBytes(StandardCharsets.UTF_8));
        return new TraceContext(hex(Arrays.copyOf(digest, 16)), SAMPLED, null);
    }

    /**
     * Reads a sender's headers; empty when {@code traceparent} is malformed. A {@code tracestate}
     * that is malformed or longer than 512 characters is left behind.
     */
    public static Optional<TraceContext> parse(String traceparent, @Nullable String tracestate) {
        Matcher parent = TRACEPARENT.matcher(traceparent);
        if (!parent.matches()) {
            return Optional.empty();
        }
        int flags = Integer.parseInt(parent.group(2), 16) & KNOWN_FLAGS;
        boolean kept = tracestate != null && TRACESTATE.matcher(tracestate).matches();
        return Optional.of(
                new TraceContext(
                        parent.group(1), "%02x".formatted(flags), kept ? tracestate : null));
    }

    /** Headers of one event in this trace; each call names another event. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(PARENT, "00-%s-%s-%s".formatted(traceId, hex(random(8)), flags));
        if (state != null) {
            headers.put(STATE, state);
        }
        return headers;
    }

    /** Never all zero. */
    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        do {
            RANDOM.nextBytes(random);
        } while (Arrays.equals(random, new byte[bytes]));
        return random;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
