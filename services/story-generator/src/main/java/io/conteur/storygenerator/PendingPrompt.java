package io.conteur.storygenerator;

import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.consumer.Request;
import java.time.Instant;
import java.util.Objects;

/** A prompt on its way to its outcome. */
final class PendingPrompt {
    private final RecordKey key;
    private final PromptSubmitted prompt;
    private final TraceContext trace;
    private final Delivery delivery;
    private final PromptIdentity identity;
    private final PromptIdentity name;
    private final int bytes;
    private int attempt = 1;
    private boolean told;
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
    record Delivery(int partition, Runnable acknowledgement, long takenNanos) {}

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
    static PendingPrompt of(Request request, Delivery delivery) {
        PromptSubmitted prompt = EventCodec.decodePrompt(request.value());
        String id = Objects.requireNonNullElse(prompt.id(), request.defaultId());
        return new PendingPrompt(request, prompt.withId(id), delivery);
    }

    String id() {
        return Objects.requireNonNull(prompt.id());
    }

    /** Of prompts that share it, one is answered after the other. */
    RecordKey key() {
        return key;
    }

    PromptIdentity identity() {
        return identity;
    }

    /** Of its key and id alone, as its parts bear them. */
    PromptIdentity name() {
        return name;
    }

    /** Length of its record's value. */
    int bytes() {
        return bytes;
    }

    PromptSubmitted prompt() {
        return prompt;
    }

    /** What all events that answer it belong to. */
    TraceContext trace() {
        return trace;
    }

    long takenNanos() {
        return delivery.takenNanos;
    }

    /** How long it has been here by then. */
    long sinceTaken(long nanos) {
        return nanos - delivery.takenNanos;
    }

    int partition() {
        return delivery.partition;
    }

    /** Others may go first. */
    boolean bulk() {
        return prompt.priority() == PromptSubmitted.Priority.BULK;
    }

    /** It is too late for an answer. */
    boolean expired(Instant now) {
        return prompt.deadline() != null && now.isAfter(Instant.parse(prompt.deadline()));
    }

    /** Somebody told it before, and did not come to its outcome. */
    void repeats(Attempts.Attempt earlier) {
        attempt = earlier.number() + (earlier.told() ? 0 : 1);
        told = earlier.told();
    }

    /** 1, 2, …: how often its parts were begun. */
    int attempt() {
        return attempt;
    }

    /** All its parts are out from an earlier attempt; its outcome alone is missing. */
    boolean told() {
        return told;
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

    /** It is in hand until it is acknowledged. */
    void inHand(Runnable release) {
        this.release = release;
    }

    void acknowledge() {
        delivery.acknowledgement.run();
        release.run();
    }

    /** Nothing more is done about it here; it stays unacknowledged. */
    void release() {
        release.run();
    }
}
