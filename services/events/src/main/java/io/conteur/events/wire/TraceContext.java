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
 * The trace of a request and of all events that answer it (<a
 * href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>).
 *
 * @param traceId 32 lowercase hexadecimal digits, not all zero
 * @param flags 2 lowercase hexadecimal digits
 * @param state the {@code tracestate} of other tracing systems, unchanged; null when there is none
 */
public record TraceContext(String traceId, String flags, @Nullable String state) {
    /** Header of the trace id and the span id. */
    public static final String PARENT = "traceparent";

    /** Header of vendor-specific state. */
    public static final String STATE = "tracestate";

    // Version 0 ends after the flags; later versions may append fields after a further dash.
    private static final Pattern TRACEPARENT =
            Pattern.compile(
                    "(?!ff)(?!00.{54})[0-9a-f]{2}"
                            + "-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?");
    private static final Pattern TRACESTATE = Pattern.compile("[\\x20-\\x7e\\t]{1,512}");

    /** The flags of this version: sampled, and random trace id. */
    private static final int KNOWN_FLAGS = 0x03;

    /** Spans are not recorded here, but consumers that do are to record theirs. */
    private static final String SAMPLED = "01";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new trace. */
    public static TraceContext start() {
        return new TraceContext(hex(random(16)), SAMPLED, null);
    }

    /** The trace of a cause, always the same: so a redelivered request stays in its trace. */
    public static TraceContext startedBy(String cause) {
        byte[] digest = sha256(cause.getBytes(StandardCharsets.UTF_8));
        return new TraceContext(hex(Arrays.copyOf(digest, 16)), SAMPLED, null);
    }

    /**
     * Parses a sender's headers; empty when {@code traceparent} is malformed. A {@code tracestate}
     * that is malformed or longer than 512 characters is dropped.
     */
    public static Optional<TraceContext> parse(String traceparent, @Nullable String tracestate) {
        Matcher parent = TRACEPARENT.matcher(traceparent);
        if (!parent.matches()) {
            return Optional.empty();
        }
        int flags = Integer.parseInt(parent.group(2), 16) & KNOWN_FLAGS;
        boolean valid = tracestate != null && TRACESTATE.matcher(tracestate).matches();
        return Optional.of(
                new TraceContext(
                        parent.group(1), "%02x".formatted(flags), valid ? tracestate : null));
    }

    /** Headers of one event in this trace; each call makes a new span id. */
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
