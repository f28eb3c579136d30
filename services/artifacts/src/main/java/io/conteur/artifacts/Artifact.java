package io.conteur.artifacts;

/**
 * A published artifact: what an event carries so that a reader finds and trusts it.
 *
 * @param key relative to the store's root, such as {@code corpora/fables-0123456789ab}
 * @param sha256 of the artifact's manifest, which holds the hash of every file; 64 hex digits
 * @param bytes the sum of the files' sizes, without the manifest
 */
public record Artifact(String key, String sha256, long bytes) {}
