package io.conteur.storygenerator.request;

import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.consumer.Request;
import java.time.Instant;
import java.util.Objects;

/**
 * A prompt that has no outcome yet. {@code cancel} and {@code abandon} are called by other threads;
 * the thread that generates looks at the flags between two decoding steps.
 */
public final class PendingPrompt {
    private final RecordKey key;
    private final PromptSubmitted prompt;
    private final TraceContext trace;
    private final Delivery delivery;
    private final PromptIdentity identity;
    private final PromptIdentity keyAndId;
    private final int bytes;
    private Runnable whenDone = () -> {};
    private volatile boolean cancelled;
    private volatile boolean abandoned;

    /**
     * How its record was delivered.
     *
     * @param partition of the topic {@code prompts}
     * @param acknowledgement run once the broker has the outcome
     * @param receivedNanos when, of a monotonic clock
     */
    public record Delivery(int partition, Runnable acknowledgement, long receivedNanos) {}

    private PendingPrompt(Request request, PromptSubmitted prompt, Delivery delivery) {
        this.key = request.key() == null ? RecordKey.of(prompt.prompt()) : request.key();
        this.prompt = prompt;
        this.trace = request.trace();
        this.delivery = delivery;
        this.identity =
                PromptIdentity.of(key, Objects.requireNonNull(prompt.id()), prompt.prompt());
        this.keyAndId = PromptIdentity.of(key, id());
        this.bytes = request.value().length;
    }

    /**
     * Reads a request. Without a key, the text of the prompt is the key.
     *
     * @throws InvalidEventException when it is not a valid prompt
     */
    public static PendingPrompt of(Request request, Delivery delivery) {
        PromptSubmitted prompt = EventCodec.decodePrompt(request.value());
        String id = Objects.requireNonNullElse(prompt.id(), request.defaultId());
        return new PendingPrompt(request, prompt.withId(id), delivery);
    }

    public String id() {
        return Objects.requireNonNull(prompt.id());
    }

    /** Prompts of one key are answered one after the other. */
    public RecordKey key() {
        return key;
    }

    /** Of key, id and text: duplicates have the same. */
    public PromptIdentity identity() {
        return identity;
    }

    /** Of key and id alone, which is what its parts name. */
    public PromptIdentity keyAndId() {
        return keyAndId;
    }

    /** Length of the record's value. */
    int bytes() {
        return bytes;
    }

    public PromptSubmitted prompt() {
        return prompt;
    }

    /** The trace that all events of its answer belong to. */
    public TraceContext trace() {
        return trace;
    }

    public long receivedNanos() {
        return delivery.receivedNanos;
    }

    /** Time since it was received, at a reading of the same clock. */
    public long nanosSinceReceived(long nanos) {
        return nanos - delivery.receivedNanos;
    }

    public int partition() {
        return delivery.partition;
    }

    /** Whether interactive prompts go first. */
    boolean bulk() {
        return prompt.priority() == PromptSubmitted.Priority.BULK;
    }

    /** Whether its deadline has passed. */
    public boolean expired(Instant now) {
        return prompt.deadline() != null && now.isAfter(Instant.parse(prompt.deadline()));
    }

    /** Its sender cancels it: it gets the outcome {@code cancelled}. */
    public void cancel() {
        cancelled = true;
    }

    public boolean cancelled() {
        return cancelled;
    }

    /**
     * This instance stops or loses the partition: the prompt is redelivered, and gets no outcome
     * here.
     */
    public void abandon() {
        abandoned = true;
    }

    public boolean abandoned() {
        return abandoned;
    }

    /** Sets what is run when the prompt is acknowledged or given up. */
    void onDone(Runnable whenDone) {
        this.whenDone = whenDone;
    }

    /** The broker has the outcome. */
    public void acknowledge() {
        delivery.acknowledgement.run();
        whenDone.run();
    }

    /** Gives the prompt up without an acknowledgement. */
    public void giveUp() {
        whenDone.run();
    }
}
