package io.conteur.events;

import java.util.regex.Pattern;

/**
 * Refers to an immutable artifact by its key, relative to the configured root and never a path or
 * URL, and by the SHA-256 of its manifest, which has the checksum of every file.
 *
 * @param key such as {@code corpora/tales-0a1b2c3d4e5f}
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ArtifactReference(String key, String sha256) {
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9._-]{1,100}(/[A-Za-z0-9._-]{1,100}){0,7}");
    private static final Pattern RELATIVE = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public ArtifactReference {
        if (!KEY.matcher(key).matches() || RELATIVE.matcher(key).matches()) {
            throw new InvalidEventException(
                    "/key", "must be a relative artifact key such as corpora/tales");
        }
        if (!SHA_256.matcher(sha256).matches()) {
            throw new InvalidEventException("/sha256", "must be 64 lower-case hexadecimal digits");
        }
    }
}
