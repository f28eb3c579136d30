package io.conteur.artifacts;

import java.io.IOException;

/** An artifact differs from what was published; the message has the file and the difference. */
public final class DamagedArtifactException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedArtifactException(String key, String damage) {
        super("artifact %s is damaged: %s".formatted(key, damage));
    }
}
