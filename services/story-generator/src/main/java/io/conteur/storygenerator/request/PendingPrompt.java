package io.conteur.storygenerator.request;

import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.consumer.Request;
import java.time.Instant;
import java.util.Objects;

/** A prompt on its way to its outcome. */
public final class PendingPrompt {
    private final RecordKey key;
    private final PromptSubmitted prompt;
    private final TraceContext trace;
    private final Delivery delivery;
    private final PromptIdentity identity;
    private final PromptIdentity name;
    private final int bytes;
    private Runnable release = () -> {};
    private volatile boolean cancelled;
    private volatile boolean abandoned;

    /**
     * How a record came.
     *
     * @param partition of the topic
     * @param acknowledgement run once the outcome is safe at the broker
     * @param takenNanos when, of a monotonic clock
     */
    public record Delivery(int partition, Runnable acknowledgement, long takenNanos) {}

    private PendingPrompt(Request request, PromptSubmitted prompt, Delivery delivery) {
        this.key = request.key() == null ? RecordKey.of(prompt.prompt()) : request.key();
        this.prompt = prompt;
        this.trace = request.trace();
        this.delivery = delivery;
        this.identity =
                PromptIdentity.of(key, Objects.requireNonNull(prompt.id()), prompt.prompt());
        this.name = PromptIdentity.of(key, id());
        this.bytes = request.value().length;
    }

    /**
     * Reads a request. Without a key it is keyed by its prompt's text.
     *
     * @throws InvalidEventException when it is no prompt
     */
    public static PendingPrompt of(Request request, Delivery delivery) {
        PromptSubmitted prompt = EventCodec.decodePrompt(request.value());
        String id = Objects.requireNonNullElse(prompt.id(), request.defaultId());
        return new PendingPrompt(request, prompt.withId(id), delivery);
    }

    public String id() {
        return Objects.requireNonNull(prompt.id());
    }

    /** Of prompts that share it, one is answered after the other. */
    public RecordKey key() {
        return key;
    }

    public PromptIdentity identity() {
        return identity;
    }

    /** Of its key and id alone, as its parts bear them. */
    public PromptIdentity name() {
        return name;
    }

    /** Length of its record's value. */
    int bytes() {
        return bytes;
    }

    public PromptSubmitted prompt() {
        return prompt;
    }

    /** What all events that answer it belong to. */
    public TraceContext trace() {
        return trace;
    }

    public long takenNanos() {
        return delivery.takenNanos;
    }

    /** How long it has been here by then. */
    public long sinceTaken(long nanos) {
        return nanos - delivery.takenNanos;
    }

    public int partition() {
        return delivery.partition;
    }

    /** Others may go first. */
    boolean bulk() {
        return prompt.priority() == PromptSubmitted.Priority.BULK;
    }

    /** It is too late for an answer. */
    public boolean expired(Instant now) {
        return prompt.deadline() != null && now.isAfter(Instant.parse(prompt.deadline()));
    }

    /** Its sender takes it back: it ends in the outcome {@code cancelled}. */
    public void cancel() {
        cancelled = true;
    }

    public boolean cancelled() {
        return cancelled;
    }

    /** This service stops: the prompt has no outcome here and comes again. */
    public void abandon() {
        abandoned = true;
    }

    public boolean abandoned() {
        return abandoned;
    }

    /** It is in hand until it is acknowledged. */
    void inHand(Runnable release) {
        this.release = release;
    }

    public void acknowledge() {
        delivery.acknowledgement.run();
        release.run();
    }

    /** Nothing more is done about it here; it stays unacknowledged. */
    public void release() {
        release.run();
    }
}
