package io.conteur.storygenerator.request;

import io.conteur.events.story.StoryWritten.Outcome;

/** A prompt gets no story; the reason goes to who sent it and says what would be right. */
public final class PromptRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final String reason;

    private PromptRefusedException(Outcome outcome, String reason) {
        super(reason);
        this.outcome = outcome;
        this.reason = reason;
    }

    /** It asks for what cannot be had. */
    public static PromptRefusedException rejected(String reason) {
        return new PromptRefusedException(Outcome.REJECTED, reason);
    }

    /** It could be answered if this system were whole. */
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
