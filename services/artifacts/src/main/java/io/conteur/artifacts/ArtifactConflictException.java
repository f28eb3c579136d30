package io.conteur.artifacts;

import java.io.IOException;

/** The key to publish under exists with other bytes. */
public final class ArtifactConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    public ArtifactConflictException(String key) {
        super("artifact %s exists with other bytes: publish under another key".formatted(key));
    }
}
