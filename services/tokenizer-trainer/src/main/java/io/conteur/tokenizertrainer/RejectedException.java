package io.conteur.tokenizertrainer;

/** A request that is well-formed but cannot be served; the message says what would be right. */
final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RejectedException(String reason) {
        super(reason);
    }

    RejectedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
