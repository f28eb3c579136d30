package io.conteur.artifacts;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The store's root is missing, empty or unreadable, as when its volume is not mounted. Artifacts
 * may still exist, so the caller should retry later.
 */
public final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreUnavailableException(Path root, String reason) {
        super("the artifact store at %s cannot be used: %s".formatted(root, reason));
    }

    StoreUnavailableException(Path root, IOException cause) {
        this(root, cause.toString());
        initCause(cause);
    }
}
