package io.conteur.storygenerator.batching;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.batching.ActivePrompt.State;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.publish.OutcomePublisher;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptQueue;
import io.conteur.storygenerator.request.PromptRefusedException;
import io.conteur.storygenerator.routing.ModelRouter;
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Continuous batching: prompts join the batch of their model between any two decoding steps, as
 * soon as its KV cache has room, and every step adds a token to each of their sequences. Every
 * prompt that is taken from the queue gets exactly one outcome, unless it has one already, is given
 * back because its model failed before it joined, or is abandoned. For one thread, which never
 * waits for the broker or for a model that is being loaded.
 *
 * <p>The states of an active prompt, and the outcomes that they end in:
 *
 * <pre>
 *             taken             first sequence  last sequence  all sequences
 *                               joins           joins          have ended
 *   PromptQueue ──► WAITING_FOR_ROOM ──► JOINING ──► GENERATING ──► FINISHED
 *        ▲             │     │              │            │             │
 *        │ model       │     │ cancelled    └─────┬──────┘             │ sending is due,
 *        │ failed      │     │                    │ cancelled, expired │ or model failed
 *        └─────────────┘     ▼                    ▼ or model failed    ▼
 *                        CANCELLED    CANCELLED, EXPIRED, FAILED   COMPLETED
 * </pre>
 *
 * <p>With enough room a prompt joins as soon as it is taken. An abandoned prompt is dropped in any
 * state, without an outcome. While a prompt is in WAITING_FOR_ROOM or JOINING, no other is taken:
 * otherwise small prompts would overtake a large one for ever.
 */
public final class BatchScheduler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BatchScheduler.class);

    private final PromptQueue queue;
    private final ModelRouter router;
    private final OutcomePublisher outcomes;
    private final GeneratorMetrics metrics;
    private final Clock clock;

    /** In the order in which they were taken; at most the last one still needs room. */
    private final List<ActivePrompt> active = new ArrayList<>();

    private long sentNanos;

    /**
     * Two clocks.
     *
     * @param nanos monotonic, for durations
     * @param now for deadlines
     */
    public record Clock(LongSupplier nanos, Supplier<Instant> now) {}

    public BatchScheduler(
            PromptQueue queue,
            ModelRouter router,
            OutcomePublisher outcomes,
            GeneratorMetrics metrics,
            Clock clock) {
        this.queue = queue;
        this.router = router;
        this.outcomes = outcomes;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Whether no prompt is active. */
    public boolean idle() {
        return active.isEmpty();
    }

    /** Takes prompts while there is room, and ends those that need no model. */
    public void admit() {
        outcomes.sendHeld();
        Instant now = clock.now.get();
        for (PendingPrompt prompt : queue.withdraw(now)) {
            outcomes.publish(
                    prompt.cancelled() ? OutcomePublisher.cancelled(prompt) : expired(prompt),
                    prompt);
        }
        if (!outcomes.congested()) {
            needingRoom().ifPresent(this::join);
        }
        boolean progress = true;
        while (progress && open()) {
            progress = admitCandidates(now);
        }
        if (needingRoom().isEmpty()) {
            router.renew(); // Otherwise it might evict the model that a prompt is about to join.
        }
    }

    /** The prompt that needs more room, if there is one. */
    private Optional<ActivePrompt> needingRoom() {
        return active.isEmpty()
                ? Optional.empty()
                : Optional.of(active.get(active.size() - 1)).filter(ActivePrompt::needsRoom);
    }

    /** Whether a further prompt may be taken. */
    private boolean open() {
        return needingRoom().isEmpty() && !outcomes.congested();
    }

    /** Tries each candidate once. True when one was taken: the next of its key may be free now. */
    private boolean admitCandidates(Instant now) {
        boolean progress = false;
        for (PendingPrompt prompt : queue.candidates()) {
            if (!open()) {
                break;
            }
            progress |= admit(prompt, now);
        }
        return progress;
    }

    /** False when the prompt goes on waiting, for its model or for its withdrawal. */
    private boolean admit(PendingPrompt prompt, Instant now) {
        if (prompt.cancelled() || prompt.expired(now)) {
            return false;
        }
        try {
            Optional<ModelRouter.Route> route = router.route(prompt);
            if (route.isEmpty() || !queue.take(prompt)) {
                return false;
            }
            if (router.answered(prompt)) {
                prompt.acknowledge();
                return true;
            }
            ActivePrompt taken =
                    new ActivePrompt(
                            prompt, route.get(), outcomes.parts(prompt, route.get().attempt()));
            active.add(taken);
            join(taken);
            return true;
        } catch (PromptRefusedException e) {
            boolean taken = queue.take(prompt);
            if (taken) {
                outcomes.publish(OutcomePublisher.without(prompt, e.outcome(), e.reason()), prompt);
            }
            return taken;
        }
    }

    /** Adds as many sequences of a prompt to its model's batch as there is room for. */
    private void join(ActivePrompt joining) {
        PendingPrompt prompt = joining.prompt();
        boolean first = joining.state() == State.WAITING_FOR_ROOM;
        if (first && prompt.abandoned()) {
            drop(joining);
        } else if (first && prompt.cancelled()) {
            remove(joining);
            outcomes.publish(OutcomePublisher.cancelled(prompt), prompt);
        } else {
            joining.join();
            if (first && joining.state() != State.WAITING_FOR_ROOM) {
                long nanos = clock.nanos.getAsLong();
                joining.started(nanos);
                metrics.started(prompt.nanosSinceReceived(nanos));
            }
        }
    }

    private static StoryWritten expired(PendingPrompt prompt) {
        return OutcomePublisher.without(prompt, Outcome.EXPIRED, lateness(prompt));
    }

    private static String lateness(PendingPrompt prompt) {
        return "its deadline %s has passed".formatted(prompt.prompt().deadline());
    }

    /** Decodes one token for every sequence, sends the parts that are due, and ends prompts. */
    public void step() {
        Set<StoryModel> models = new LinkedHashSet<>();
        active.stream().filter(ActivePrompt::decoding).forEach(each -> models.add(each.model()));
        models.forEach(this::step);
        long decoding = active.stream().filter(ActivePrompt::decoding).count();
        metrics.decoding((int) decoding);
        outcomes.reportLoad((int) decoding, needingRoom().isPresent() && queue.full());
        Instant now = clock.now.get();
        List.copyOf(active).forEach(each -> endEarly(each, now));
        long nanos = clock.nanos.getAsLong();
        if (outcomes.sendingDue(sentNanos, nanos)) {
            sentNanos = nanos;
            List.copyOf(active).forEach(each -> send(each, nanos));
        }
        router.sweep();
    }

    private void step(StoryModel model) {
        GeneratorMetrics.Model measured = metrics.model(model.checkpoint().model());
        try {
            measured.batch(model.sequences(), model.cacheTokens());
            List<SampledToken> sampled = model.step();
            long nanos = clock.nanos.getAsLong();
            Map<Integer, SampledToken> byHandle = new HashMap<>();
            sampled.forEach(token -> byHandle.put(token.handle(), token));
            for (ActivePrompt prompt : active) {
                if (prompt.model() == model) {
                    prompt.accept(byHandle, measured, nanos);
                }
            }
        } catch (RuntimeException e) {
            fail(model, e);
        }
    }

    /** Publishes outcomes, or else a prompt that breaks its model would be redelivered for ever. */
    private void fail(StoryModel model, RuntimeException why) {
        LOG.errorf(why, "model %s failed", model.checkpoint().model());
        for (ActivePrompt prompt : List.copyOf(active)) {
            if (prompt.model() == model) {
                switch (prompt.state()) {
                    case FINISHED -> end(prompt, Outcome.COMPLETED, null);
                    case WAITING_FOR_ROOM -> {
                        remove(prompt);
                        queue.giveBack(prompt.prompt());
                    }
                    default -> end(prompt, Outcome.FAILED, "the model failed: " + why);
                }
            }
        }
        router.discard(model);
    }

    private void endEarly(ActivePrompt active, Instant now) {
        PendingPrompt prompt = active.prompt();
        if (prompt.abandoned()) {
            drop(active);
        } else if (prompt.cancelled() && active.decoding()) {
            end(active, Outcome.CANCELLED, OutcomePublisher.CANCELLED);
        } else if (prompt.expired(now) && active.decoding()) {
            end(active, Outcome.EXPIRED, lateness(prompt));
        }
    }

    private void send(ActivePrompt prompt, long nanos) {
        if (prompt.state() == State.FINISHED) {
            end(prompt, Outcome.COMPLETED, null);
        } else {
            prompt.sendParts(nanos);
        }
    }

    private void end(ActivePrompt prompt, Outcome outcome, @Nullable String reason) {
        remove(prompt);
        prompt.recordSpeed(metrics.model(prompt.model().checkpoint().model()));
        String rest = prompt.unsentText(clock.nanos.getAsLong());
        outcomes.publish(prompt.outcome(outcome, reason), prompt.prompt(), prompt.parts(), rest);
    }

    private void drop(ActivePrompt prompt) {
        remove(prompt);
        queue.done(prompt.prompt());
    }

    private void remove(ActivePrompt prompt) {
        prompt.leave();
        active.remove(prompt);
    }

    @Override
    public void close() {
        router.close();
    }
}
