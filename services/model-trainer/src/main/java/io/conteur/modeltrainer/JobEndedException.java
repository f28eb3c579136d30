package io.conteur.modeltrainer;

import io.conteur.events.training.Progressed.State;

/** A job cannot go on, and that is its outcome; trying again would end the same way. */
final class JobEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String CANCELLED = "the request was taken back";

    private final State state;

    private JobEndedException(State state, String reason) {
        super(reason);
        this.state = state;
    }

    /** The request asks for what cannot be; the reason says what would be right. */
    static JobEndedException rejected(String reason) {
        return new JobEndedException(State.REJECTED, reason);
    }

    /** The request was right and something else went wrong for good. */
    static JobEndedException failed(String reason) {
        return new JobEndedException(State.FAILED, reason);
    }

    /** Whoever asked for it took it back. */
    static JobEndedException cancelled() {
        return new JobEndedException(State.CANCELLED, CANCELLED);
    }

    /**
     * A training whose loss is no number has gone astray for good.
     *
     * @throws JobEndedException when it is none
     */
    static void requireNumber(double loss, long step) {
        if (!Double.isFinite(loss)) {
            throw failed(
                    "the loss at step %d is not a number; a lower learning rate helps"
                            .formatted(step));
        }
    }

    State state() {
        return state;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
