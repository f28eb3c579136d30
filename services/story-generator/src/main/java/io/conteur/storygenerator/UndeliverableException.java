package io.conteur.storygenerator;

import org.jspecify.annotations.Nullable;

/** The broker does not take what is published; nothing can be answered until that is mended. */
final class UndeliverableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndeliverableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
