package io.conteur.storygenerator;

import io.conteur.events.EventCodec;
import io.conteur.events.InvalidEventException;
import io.conteur.events.PromptSubmitted;
import io.conteur.events.TraceContext;
import io.conteur.messaging.Request;
import java.util.Objects;

/** A prompt on its way to its outcome. */
final class PendingPrompt {
    private final String key;
    private final PromptSubmitted prompt;
    private final TraceContext trace;
    private final Runnable acknowledgement;
    private final long takenNanos;
    private volatile boolean cancelled;
    private volatile boolean abandoned;

    private PendingPrompt(
            Request request, PromptSubmitted prompt, Runnable acknowledgement, long takenNanos) {
        this.key = Objects.requireNonNullElse(request.key(), prompt.prompt());
        this.prompt = prompt;
        this.trace = request.trace();
        this.acknowledgement = acknowledgement;
        this.takenNanos = takenNanos;
    }

    /**
     * Reads a request. Without a key it is keyed by its prompt's text.
     *
     * @param acknowledgement run once the outcome is safe at the broker
     * @param takenNanos when it came, of a monotonic clock
     * @throws InvalidEventException when it is no prompt
     */
    static PendingPrompt of(Request request, Runnable acknowledgement, long takenNanos) {
        PromptSubmitted prompt = EventCodec.decodePrompt(request.value());
        String id = Objects.requireNonNullElse(prompt.id(), request.defaultId());
        return new PendingPrompt(request, prompt.withId(id), acknowledgement, takenNanos);
    }

    String id() {
        return Objects.requireNonNull(prompt.id());
    }

    String key() {
        return key;
    }

    PromptSubmitted prompt() {
        return prompt;
    }

    /** What all events that answer it belong to. */
    TraceContext trace() {
        return trace;
    }

    long takenNanos() {
        return takenNanos;
    }

    /** Its sender takes it back: it ends in the outcome {@code cancelled}. */
    void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    /** This service stops: the prompt has no outcome here and comes again. */
    void abandon() {
        abandoned = true;
    }

    boolean abandoned() {
        return abandoned;
    }

    void acknowledge() {
        acknowledgement.run();
    }
}
