package io.conteur.artifacts;

/**
 * A published artifact; events refer to it by key and SHA-256.
 *
 * @param key relative to the store's root, such as {@code corpora/fables-0123456789ab}
 * @param sha256 of the manifest, which has the checksum of every file; 64 hexadecimal digits
 * @param bytes of all files, without the manifest
 */
public record Artifact(String key, String sha256, long bytes) {}
