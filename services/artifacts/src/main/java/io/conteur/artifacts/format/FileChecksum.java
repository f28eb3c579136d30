package io.conteur.artifacts.format;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file's name, size, and SHA-256 in lower-case hexadecimal digits. */
public record FileChecksum(String name, long bytes, String sha256) {
    public static FileChecksum of(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream input = Files.newInputStream(file, NOFOLLOW_LINKS)) {
            long bytes = update(digest, input);
            return new FileChecksum(file.getFileName().toString(), bytes, hex(digest));
        }
    }

    /** Gives a digest all that a stream holds, and returns how many bytes that were. */
    public static long update(MessageDigest digest, InputStream input) throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
            digest.update(buffer, 0, n);
            bytes += n;
        }
        return bytes;
    }

    public static String sha256Of(byte[] bytes) {
        MessageDigest digest = digest();
        digest.update(bytes);
        return hex(digest);
    }

    /** A new SHA-256. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The hash of what a digest was given, which is reset. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
