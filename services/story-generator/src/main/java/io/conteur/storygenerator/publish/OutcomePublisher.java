package io.conteur.storygenerator.publish;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.wire.EventCodec;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.storygenerator.history.AnsweredPrompts;
import io.conteur.storygenerator.history.UnfinishedAttempts;
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
 * Where every prompt ends: its last part and its one story, then, when the broker has both, its
 * acknowledgement. Nothing waits for that. Repeats of a prompt whose outcome is on its way are
 * acknowledged with it. While it is uncertain whether the prompt is still this process's, its
 * outcome is held back. Threads may share it.
 */
public final class OutcomePublisher {
    public static final String CANCELLED = "cancelled by an empty value under the prompt's key";

    private static final Logger LOG = Logger.getLogger(OutcomePublisher.class);

    /** Outcomes that the broker does not have yet; with more, no further story is begun. */
    private static final long MAX_PENDING_BYTES = 8 << 20;

    private final Topics topics;
    private final GeneratorMetrics meters;
    private final PartRateLimiter pace;
    private final AnsweredPrompts answered;
    private final UnfinishedAttempts attempts;
    private final Map<PromptIdentity, Ending> underWay = new HashMap<>();
    private final Deque<Ending> held = new ArrayDeque<>();
    private long pendingBytes;

    /**
     * The topics that prompts are answered on.
     *
     * @param owned the prompts taken here are still this process's to answer
     * @param discard gives up what was sent to either topic and is not at the broker yet
     */
    public record Topics(
            EventPublisher<StoryPartWritten> parts,
            EventPublisher<StoryWritten> stories,
            BooleanSupplier owned,
            Runnable discard) {}

    /** What is out already. */
    public record Known(AnsweredPrompts answered, UnfinishedAttempts attempts) {}

    /**
     * An outcome that the broker does not have yet.
     *
     * @param rest text of the last part
     * @param bytes of the outcome as it is sent
     * @param prompts the one that it answers, and repeats of it
     */
    private record Ending(
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
            Topics topics, Known known, GeneratorMetrics meters, PartRateLimiter pace) {
        this.topics = topics;
        this.answered = known.answered;
        this.attempts = known.attempts;
        this.meters = meters;
        this.pace = pace;
    }

    /** Where what happens to prompts is measured. */
    public GeneratorMetrics meters() {
        return meters;
    }

    /**
     * So many prompts are being answered, and share what parts may cost.
     *
     * @param backlog more wait than are taken ahead
     */
    public void among(int prompts, boolean backlog) {
        pace.among(prompts, backlog);
        meters.depth(prompts);
    }

    /** Whether all that has come since the last time is sent now. */
    public boolean gathered(long lastNanos, long nanos) {
        return pace.gathered(lastNanos, nanos);
    }

    /** The stream of a prompt's parts, none sent yet. */
    public PartStream parts(PendingPrompt prompt, UnfinishedAttempts.Attempt attempt) {
        return new PartStream(topics.parts.in(prompt.trace()), prompt, pace, attempt);
    }

    /** So much is on its way to the broker that no further story should be begun. */
    public synchronized boolean congested() {
        return pendingBytes > MAX_PENDING_BYTES;
    }

    /** Ends a prompt of which nothing was sent from here. */
    public void publish(StoryWritten outcome, PendingPrompt prompt) {
        UnfinishedAttempts.Attempt attempt =
                attempts.last(prompt.name())
                        .map(earlier -> earlier.next(null))
                        .orElseGet(() -> UnfinishedAttempts.Attempt.first(null));
        publish(outcome, prompt, parts(prompt, attempt), "");
    }

    /**
     * Ends a prompt.
     *
     * @param rest text of the last part
     */
    public void publish(
            StoryWritten outcome, PendingPrompt prompt, PartStream stream, String rest) {
        if (!hold(outcome, prompt, stream, rest)) {
            complete(prompt, stream, rest);
        }
        release();
    }

    /** False when the broker has an outcome of the prompt already. */
    private synchronized boolean hold(
            StoryWritten outcome, PendingPrompt prompt, PartStream stream, String rest) {
        Ending earlier = underWay.get(prompt.identity());
        if (earlier != null) {
            earlier.prompts.add(prompt);
            return true;
        }
        if (answered.contains(prompt.identity())) {
            return false;
        }
        int bytes = EventCodec.encode(outcome).length;
        StoryWritten bounded = bytes <= EventCodec.MAX_BYTES ? outcome : tooLarge(prompt, bytes);
        Ending ending = new Ending(bounded, stream, rest, bytes, new ArrayList<>(List.of(prompt)));
        underWay.put(prompt.identity(), ending);
        held.add(ending);
        pendingBytes += bytes;
        return true;
    }

    private static StoryWritten tooLarge(PendingPrompt prompt, int bytes) {
        return without(
                prompt,
                Outcome.FAILED,
                "the outcome would have %d bytes, and an event has at most %d: ask for fewer stories, tokens or log-probabilities"
                        .formatted(bytes, EventCodec.MAX_BYTES));
    }

    /**
     * The outcome is out already: a crash came before the last part, or another worker, which had
     * taken this one for dead, was faster.
     */
    private void complete(PendingPrompt prompt, PartStream stream, String rest) {
        boolean lacksParts = attempts.last(prompt.name()).isPresent();
        var unused =
                (lacksParts ? stream.end(rest) : CompletableFuture.<Void>completedStage(null))
                        .whenComplete((ended, failure) -> settle(List.of(prompt), failure == null));
    }

    /** Sends the outcomes that were held back, as soon as their prompts are owned for certain. */
    public void release() {
        List<Ending> released = new ArrayList<>();
        synchronized (this) {
            while (!held.isEmpty() && topics.owned.getAsBoolean()) {
                released.add(held.remove());
            }
        }
        for (Ending ending : released) {
            if (ending.prompt().abandoned()) {
                end(ending, false);
            } else {
                var unused = send(ending).whenComplete((sent, failure) -> end(ending, failure));
            }
        }
    }

    /**
     * Last part and story share a request, unless a crash could leave a story without any part, or
     * one that was not told to its end and so is never the same again.
     */
    private CompletionStage<Void> send(Ending ending) {
        PartStream stream = ending.stream;
        if (!stream.heard() || ending.outcome.outcome() != Outcome.COMPLETED) {
            return stream.end(ending.rest).thenCompose(ended -> sendStory(ending));
        }
        CompletionStage<Void> ended = stream.end(ending.rest);
        return sendStory(ending).thenCompose(sent -> ended);
    }

    /** The last part may have taken long, so that the prompt may have gone meanwhile. */
    private CompletionStage<Void> sendStory(Ending ending) {
        PendingPrompt prompt = ending.prompt();
        synchronized (this) {
            if (!ending.equals(underWay.get(prompt.identity()))) {
                return CompletableFuture.failedFuture(new CancellationException("given up"));
            }
            if (!topics.owned.getAsBoolean()) {
                held.addFirst(ending);
                return new CompletableFuture<>(); // It is sent again, or given up, from there.
            }
        }
        return topics.stories
                .in(prompt.trace())
                .send(prompt.key(), ending.outcome, prompt.id() + "/story");
    }

    private void end(Ending ending, @Nullable Throwable failure) {
        if (failure != null && !ending.prompt().abandoned()) {
            LOG.errorf(failure, "the outcome of prompt %s is not taken", ending.prompt().id());
        }
        end(ending, failure == null);
    }

    private void end(Ending ending, boolean delivered) {
        synchronized (this) {
            if (delivered) {
                answered.add(ending.prompt().identity());
            }
            underWay.remove(ending.prompt().identity(), ending);
            pendingBytes -= ending.bytes;
            notifyAll();
        }
        if (delivered) {
            meters.ended(ending.outcome);
        }
        settle(ending.prompts, delivered);
    }

    private void settle(List<PendingPrompt> prompts, boolean delivered) {
        for (PendingPrompt prompt : prompts) {
            if (delivered) {
                attempts.close(prompt.name());
                prompt.acknowledge();
            } else {
                prompt.release();
            }
        }
    }

    /**
     * Waits until the outcomes of some partitions' prompts are at the broker. Those that are held
     * back are given up: whichever worker has the partitions next answers.
     */
    public void awaitDelivery(Set<Integer> partitions, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        giveUpHeld(partitions);
        synchronized (this) {
            long left = limit.toNanos();
            while (left > 0 && underWay.values().stream().anyMatch(each -> of(partitions, each))) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = end - System.nanoTime();
            }
        }
    }

    private static boolean of(Set<Integer> partitions, Ending ending) {
        return partitions.contains(ending.prompt().partition());
    }

    private void giveUpHeld(Set<Integer> partitions) {
        List<Ending> given;
        synchronized (this) {
            given = held.stream().filter(each -> of(partitions, each)).toList();
            held.removeAll(given);
        }
        given.forEach(each -> end(each, false));
    }

    /**
     * Gives up the outcomes of all prompts: they are no longer this process's to answer. A prompt
     * that comes here again later has nothing to do with them.
     */
    public void discard() {
        List<Ending> given;
        synchronized (this) {
            given = List.copyOf(held);
            held.clear();
            underWay.clear();
        }
        given.forEach(each -> end(each, false));
        topics.discard.run();
    }

    /** The outcome of a prompt taken back before anything was written. */
    public static StoryWritten cancelled(PendingPrompt prompt) {
        return without(prompt, Outcome.CANCELLED, CANCELLED);
    }

    /** The outcome of a prompt of which nothing was written. */
    public static StoryWritten without(PendingPrompt prompt, Outcome outcome, String reason) {
        return StoryWritten.without(prompt.id(), outcome, prompt.prompt().prompt(), reason);
    }
}
