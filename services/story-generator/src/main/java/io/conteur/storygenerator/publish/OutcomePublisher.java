package io.conteur.storygenerator.publish;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.wire.EventCodec;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.storygenerator.history.AnswerHistory;
import io.conteur.storygenerator.history.PartitionHistory;
import io.conteur.storygenerator.history.UnfinishedAttempts.Attempt;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptIdentity;
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends prompts: sends the last part and the one outcome and, once the broker has both, acknowledges
 * the prompt. No call waits for the broker. A duplicate of a prompt whose outcome is in flight is
 * acknowledged together with it. While it is uncertain whether the prompt's partition is still
 * assigned to this process, its outcome is held back. Threads may share it.
 */
public final class OutcomePublisher {
    public static final String CANCELLED = "cancelled by an empty value under the prompt's key";

    private static final Logger LOG = Logger.getLogger(OutcomePublisher.class);

    /** With more bytes of unacknowledged outcomes, no further prompt is taken. */
    private static final long MAX_PENDING_BYTES = 8 << 20;

    private final Output output;
    private final GeneratorMetrics metrics;
    private final PartRateLimiter rateLimiter;
    private final AnswerHistory history;

    /** Every outcome that is held back or in flight. */
    private final Map<PromptRecord, PendingOutcome> pending = new HashMap<>();

    private final Deque<PendingOutcome> held = new ArrayDeque<>();
    private long pendingBytes;

    /**
     * How prompts are answered: both publishers are those of one {@code EventProducer}.
     *
     * @param owned whether the partitions of the taken prompts are certainly still assigned here,
     *     as {@code GroupMembership} knows
     * @param discard gives up all that the producer has sent and the broker has not acknowledged
     */
    public record Output(
            EventPublisher<StoryPartWritten> parts,
            EventPublisher<StoryWritten> stories,
            BooleanSupplier owned,
            Runnable discard) {}

    /** Duplicates of a prompt in other partitions are prompts of their own. */
    private record PromptRecord(int partition, PromptIdentity identity) {
        static PromptRecord of(PendingPrompt prompt) {
            return new PromptRecord(prompt.partition(), prompt.identity());
        }
    }

    /**
     * An outcome that the broker has not acknowledged.
     *
     * @param rest text of the last part
     * @param bytes of the outcome before it was bounded
     * @param prompts the one that it answers, and duplicates of it
     */
    private record PendingOutcome(
            StoryWritten outcome,
            PartStream stream,
            String rest,
            int bytes,
            List<PendingPrompt> prompts) {
        PendingPrompt prompt() {
            return prompts.get(0);
        }
    }

    public OutcomePublisher(
            Output output,
            AnswerHistory history,
            GeneratorMetrics metrics,
            PartRateLimiter rateLimiter) {
        this.output = output;
        this.history = history;
        this.metrics = metrics;
        this.rateLimiter = rateLimiter;
    }

    /** See {@link PartRateLimiter#reportLoad}. */
    public void reportLoad(int prompts, boolean backlog) {
        rateLimiter.reportLoad(prompts, backlog);
    }

    /** See {@link PartRateLimiter#sendingDue}. */
    public boolean sendingDue(long lastNanos, long nanos) {
        return rateLimiter.sendingDue(lastNanos, nanos);
    }

    /** A new stream for the parts of a prompt. */
    public PartStream parts(PendingPrompt prompt, Attempt attempt) {
        return new PartStream(in(output.parts, prompt), prompt, rateLimiter, attempt);
    }

    /** Whether so many outcomes are unacknowledged that no further prompt should be taken. */
    public synchronized boolean congested() {
        return pendingBytes > MAX_PENDING_BYTES;
    }

    /** Publishes the outcome of a prompt that has no parts from this process. */
    public void publish(StoryWritten outcome, PendingPrompt prompt) {
        Attempt attempt =
                history(prompt)
                        .attempts()
                        .last(prompt.keyAndId())
                        .map(earlier -> earlier.next(null))
                        .orElseGet(() -> Attempt.first(null));
        publish(outcome, prompt, parts(prompt, attempt), "");
    }

    /**
     * Publishes a prompt's last part and its outcome.
     *
     * @param rest text of the last part
     */
    public void publish(
            StoryWritten outcome, PendingPrompt prompt, PartStream stream, String rest) {
        int bytes = EventCodec.encode(outcome).length;
        StoryWritten bounded = bytes <= EventCodec.MAX_BYTES ? outcome : tooLarge(prompt, bytes);
        if (!hold(
                new PendingOutcome(
                        bounded, stream, rest, bytes, new ArrayList<>(List.of(prompt))))) {
            complete(prompt, stream, rest);
        }
        sendHeld();
    }

    /** False when the broker has an outcome of the prompt already. */
    private synchronized boolean hold(PendingOutcome added) {
        PendingPrompt prompt = added.prompt();
        PendingOutcome earlier = pending.get(PromptRecord.of(prompt));
        if (earlier != null) {
            earlier.prompts.add(prompt);
            return true;
        }
        if (history(prompt).answered().contains(prompt.identity())) {
            return false;
        }
        pending.put(PromptRecord.of(prompt), added);
        held.add(added);
        pendingBytes += added.bytes;
        return true;
    }

    private PartitionHistory history(PendingPrompt prompt) {
        return history.of(prompt.partition());
    }

    /** To the partition with the number of the prompt's, in the trace of the prompt. */
    private static <E extends Record> EventPublisher<E> in(
            EventPublisher<E> publisher, PendingPrompt prompt) {
        return publisher.in(prompt.trace()).toPartition(prompt.partition());
    }

    private static StoryWritten tooLarge(PendingPrompt prompt, int bytes) {
        return without(
                prompt,
                Outcome.FAILED,
                "the outcome would have %d bytes, and an event has at most %d: ask for fewer stories, tokens or log-probabilities"
                        .formatted(bytes, EventCodec.MAX_BYTES));
    }

    /**
     * The outcome was published before: a crash came before the last part, or another instance,
     * which had been assigned the partition meanwhile, was faster.
     */
    private void complete(PendingPrompt prompt, PartStream stream, String rest) {
        boolean lacksParts = history(prompt).attempts().last(prompt.keyAndId()).isPresent();
        var unused =
                (lacksParts ? stream.end(rest) : CompletableFuture.<Void>completedStage(null))
                        .whenComplete((ended, failure) -> settle(List.of(prompt), failure == null));
    }

    /** Sends the outcomes that were held back, as soon as their partitions are certainly owned. */
    public void sendHeld() {
        if (!output.owned.getAsBoolean()) {
            return;
        }
        List<PendingOutcome> due;
        synchronized (this) {
            due = List.copyOf(held);
            held.clear();
        }
        for (PendingOutcome outcome : due) {
            if (outcome.prompt().abandoned()) {
                end(outcome, false);
            } else {
                var unused = send(outcome).whenComplete((sent, failure) -> end(outcome, failure));
            }
        }
    }

    /**
     * Last part and outcome share a request when some part is at the broker already and the story
     * is complete. Otherwise the outcome follows the last part, because a crash between the two
     * could leave an outcome that has no parts, or one whose text no later attempt repeats.
     */
    private CompletionStage<Void> send(PendingOutcome pending) {
        PartStream stream = pending.stream;
        if (!stream.delivered() || pending.outcome.outcome() != Outcome.COMPLETED) {
            return stream.end(pending.rest).thenCompose(ended -> sendStory(pending));
        }
        CompletionStage<Void> ended = stream.end(pending.rest);
        return sendStory(pending).thenCompose(sent -> ended);
    }

    /** The last part may have taken long, so that the partition may have been lost meanwhile. */
    private CompletionStage<Void> sendStory(PendingOutcome outcome) {
        PendingPrompt prompt = outcome.prompt();
        boolean owned = output.owned.getAsBoolean();
        synchronized (this) {
            if (!outcome.equals(pending.get(PromptRecord.of(prompt)))) {
                return CompletableFuture.failedFuture(new CancellationException("given up"));
            }
            if (!owned) {
                held.addFirst(outcome);
                return new CompletableFuture<>(); // sendHeld() or a revocation goes on from here.
            }
        }
        return in(output.stories, prompt)
                .send(prompt.key(), outcome.outcome, prompt.id() + "/story");
    }

    private void end(PendingOutcome outcome, @Nullable Throwable failure) {
        if (failure != null && !outcome.prompt().abandoned()) {
            LOG.errorf(
                    failure,
                    "the outcome of prompt %s could not be published",
                    outcome.prompt().id());
        }
        end(outcome, failure == null);
    }

    private void end(PendingOutcome outcome, boolean delivered) {
        synchronized (this) {
            if (delivered) {
                // Together with the removal: hold() must find the prompt in one of the two.
                history(outcome.prompt()).answered().add(outcome.prompt().identity());
            }
            pending.remove(PromptRecord.of(outcome.prompt()), outcome);
            pendingBytes -= outcome.bytes;
            notifyAll();
        }
        if (delivered) {
            metrics.ended(outcome.outcome);
        }
        settle(outcome.prompts, delivered);
    }

    private void settle(List<PendingPrompt> prompts, boolean delivered) {
        for (PendingPrompt prompt : prompts) {
            if (delivered) {
                history(prompt).attempts().close(prompt.keyAndId());
                prompt.acknowledge();
            } else {
                prompt.giveUp();
            }
        }
    }

    /**
     * Waits until the broker has the outcomes of all prompts of some partitions, or the time limit
     * is reached. Outcomes that are held back then, or whose last part the broker does not have,
     * are given up: the instance that is assigned the partitions next publishes them.
     */
    public void awaitDelivery(Set<Integer> partitions, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        giveUpHeld(partitions);
        synchronized (this) {
            long left = limit.toNanos();
            while (left > 0 && pending.values().stream().anyMatch(each -> of(partitions, each))) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
                left = end - System.nanoTime();
            }
            // The next owner of the partitions answers; a record in flight may still be written.
            pending.values().removeIf(each -> of(partitions, each));
        }
    }

    private static boolean of(Set<Integer> partitions, PendingOutcome outcome) {
        return partitions.contains(outcome.prompt().partition());
    }

    private void giveUpHeld(Set<Integer> partitions) {
        List<PendingOutcome> given;
        synchronized (this) {
            given = held.stream().filter(each -> of(partitions, each)).toList();
            held.removeAll(given);
        }
        given.forEach(each -> end(each, false));
    }

    /**
     * Gives up all outcomes, because their partitions were lost. A prompt that is received again
     * later starts afresh.
     */
    public void discard() {
        List<PendingOutcome> given;
        synchronized (this) {
            given = List.copyOf(held);
            held.clear();
            pending.clear();
        }
        given.forEach(each -> end(each, false));
        output.discard.run();
    }

    /** The outcome of a prompt that was cancelled before anything was generated. */
    public static StoryWritten cancelled(PendingPrompt prompt) {
        return without(prompt, Outcome.CANCELLED, CANCELLED);
    }

    /** The outcome of a prompt for which nothing was generated. */
    public static StoryWritten without(PendingPrompt prompt, Outcome outcome, String reason) {
        return StoryWritten.without(prompt.id(), outcome, prompt.prompt().prompt(), reason);
    }
}
