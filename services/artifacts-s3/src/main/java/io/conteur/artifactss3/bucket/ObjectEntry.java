package io.conteur.artifactss3.bucket;

import java.time.Instant;

/** An object in a listing; its name is relative to the root. */
public record ObjectEntry(String name, long bytes, Instant modified) {}
