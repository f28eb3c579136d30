package io.conteur.storygenerator.request;

import io.conteur.events.story.StoryWritten.Outcome;

/**
 * A prompt gets an outcome without a story. The reason is published with the outcome and says what
 * would be right.
 */
public final class PromptRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final String reason;

    private PromptRefusedException(Outcome outcome, String reason) {
        super(reason);
        this.outcome = outcome;
        this.reason = reason;
    }

    /** The prompt asks for something that this service does not have or allow. */
    public static PromptRefusedException rejected(String reason) {
        return new PromptRefusedException(Outcome.REJECTED, reason);
    }

    /** The prompt is valid, but its model cannot be used. */
    public static PromptRefusedException failed(String reason) {
        return new PromptRefusedException(Outcome.FAILED, reason);
    }

    public Outcome outcome() {
        return outcome;
    }

    public String reason() {
        return reason;
    }
}
