package io.conteur.artifactss3.bucket;

import java.util.Map;

/** The content of a small object and its user metadata. */
public record StoredObject(byte[] content, Map<String, String> metadata) {}
