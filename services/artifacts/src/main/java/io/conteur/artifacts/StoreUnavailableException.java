package io.conteur.artifacts;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The store cannot be used now: its volume is not mounted, its server does not answer, or it
 * refuses the credentials. Artifacts may still exist, so the caller should retry later.
 */
public final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param store its root
     * @param reason with what to check
     */
    public StoreUnavailableException(String store, String reason, @Nullable Throwable cause) {
        super("the artifact store at %s cannot be used: %s".formatted(store, reason), cause);
    }
}
