package io.conteur.storygenerator;

import io.conteur.events.story.StoryWritten.Outcome;

/** A prompt gets no story; the reason goes to who sent it and says what would be right. */
final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final String reason;

    private UnansweredException(Outcome outcome, String reason) {
        super(reason);
        this.outcome = outcome;
        this.reason = reason;
    }

    /** It asks for what cannot be had. */
    static UnansweredException rejected(String reason) {
        return new UnansweredException(Outcome.REJECTED, reason);
    }

    /** It could be answered if this system were whole. */
    static UnansweredException failed(String reason) {
        return new UnansweredException(Outcome.FAILED, reason);
    }

    Outcome outcome() {
        return outcome;
    }

    String reason() {
        return reason;
    }
}
