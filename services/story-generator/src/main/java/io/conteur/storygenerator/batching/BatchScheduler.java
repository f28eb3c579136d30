package io.conteur.storygenerator.batching;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.gpt.sampling.SampledToken;
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
 * Answers many prompts at once, each with exactly one outcome: they join when there is room, and
 * every step each gains a token. For one thread, which never waits for the broker.
 */
public final class BatchScheduler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BatchScheduler.class);

    private final PromptQueue queue;
    private final ModelRouter tellers;
    private final OutcomePublisher outcomes;
    private final GeneratorMetrics meters;
    private final Clock clock;
    private final List<ActivePrompt> stories = new ArrayList<>();
    private @Nullable ActivePrompt joining;
    private long sentNanos;

    /** What tells the time. */
    public record Clock(LongSupplier nanos, Supplier<Instant> now) {}

    public BatchScheduler(
            PromptQueue queue, ModelRouter tellers, OutcomePublisher outcomes, Clock clock) {
        this.queue = queue;
        this.tellers = tellers;
        this.outcomes = outcomes;
        this.meters = outcomes.meters();
        this.clock = clock;
    }

    /** No story is being told and no prompt has been taken. */
    public boolean idle() {
        return stories.isEmpty() && joining == null;
    }

    /** Waits until a prompt can be begun, but not for long; false when the queue is closed. */
    boolean await() throws InterruptedException {
        return queue.await(tellers::ready);
    }

    /** Lets prompts join while there is room, and ends those that need no story. */
    public void admit() {
        outcomes.release();
        Instant now = clock.now.get();
        for (PendingPrompt prompt : queue.withdraw(now)) {
            outcomes.publish(
                    prompt.cancelled() ? OutcomePublisher.cancelled(prompt) : expired(prompt),
                    prompt);
        }
        while (!outcomes.congested() && joinNext(now)) {
            count();
        }
        if (joining == null) {
            tellers.renew(); // Else it might let go of the narrator that one is about to join.
        }
    }

    /** False when nothing more can join now. */
    private boolean joinNext(Instant now) {
        if (joining == null) {
            Optional<PendingPrompt> next = queue.take(tellers::ready);
            if (next.isEmpty() || !begin(next.get(), now)) {
                return false;
            }
        }
        return joining == null || joined(joining);
    }

    private boolean joined(ActivePrompt story) {
        PendingPrompt prompt = story.prompt();
        boolean before = story.begun();
        if (!before && (prompt.cancelled() || prompt.abandoned())) {
            joining = null;
            return begin(prompt, clock.now.get());
        }
        boolean whole = story.join();
        if (!before && story.begun()) {
            long nanos = clock.nanos.getAsLong();
            story.started(nanos);
            meters.started(prompt.sinceTaken(nanos));
            stories.add(story);
        }
        joining = whole ? null : story;
        return whole;
    }

    /** Takes a prompt to its outcome or to where it can join; false when it must wait again. */
    private boolean begin(PendingPrompt prompt, Instant now) {
        if (prompt.abandoned() || tellers.answered(prompt)) {
            drop(prompt);
        } else if (prompt.cancelled()) {
            outcomes.publish(OutcomePublisher.cancelled(prompt), prompt);
        } else if (prompt.expired(now)) {
            outcomes.publish(expired(prompt), prompt);
        } else {
            return match(prompt);
        }
        return true;
    }

    private boolean match(PendingPrompt prompt) {
        try {
            Optional<ModelRouter.Match> match = tellers.match(prompt);
            match.ifPresentOrElse(
                    found -> joining = hand(prompt, found), () -> queue.giveBack(prompt));
            return match.isPresent();
        } catch (PromptRefusedException e) {
            outcomes.publish(OutcomePublisher.without(prompt, e.outcome(), e.reason()), prompt);
            return true;
        }
    }

    private ActivePrompt hand(PendingPrompt prompt, ModelRouter.Match match) {
        return new ActivePrompt(
                prompt, match.plan(), match.narrator(), outcomes.parts(prompt, match.attempt()));
    }

    private void drop(PendingPrompt prompt) {
        if (!prompt.abandoned()) {
            prompt.acknowledge();
        }
        queue.done(prompt);
    }

    private static StoryWritten expired(PendingPrompt prompt) {
        return OutcomePublisher.without(prompt, Outcome.EXPIRED, lateness(prompt));
    }

    private static String lateness(PendingPrompt prompt) {
        return "its deadline %s has passed".formatted(prompt.prompt().deadline());
    }

    /** Every story gains a token, passes on what is due, and ends if it has come to its end. */
    public void step() {
        Set<StoryModel> narrators = new LinkedHashSet<>();
        stories.stream()
                .filter(story -> !story.finished())
                .forEach(story -> narrators.add(story.narrator()));
        narrators.forEach(this::step);
        count();
        Instant now = clock.now.get();
        List.copyOf(stories).forEach(story -> attend(story, now));
        long nanos = clock.nanos.getAsLong();
        if (outcomes.gathered(sentNanos, nanos)) {
            sentNanos = nanos;
            List.copyOf(stories).forEach(story -> send(story, nanos));
        }
        tellers.sweep();
    }

    private void count() {
        long telling = stories.stream().filter(story -> !story.finished()).count();
        outcomes.among((int) telling, joining != null && queue.full());
    }

    private void step(StoryModel narrator) {
        GeneratorMetrics.Model model = meters.model(narrator.checkpoint().model());
        try {
            model.batch(narrator.rows(), narrator.cacheTokens());
            List<SampledToken> chosen = narrator.step();
            long nanos = clock.nanos.getAsLong();
            Map<Integer, SampledToken> tokens = new HashMap<>();
            chosen.forEach(one -> tokens.put(one.row(), one));
            for (ActivePrompt story : stories) {
                if (story.narrator() == narrator) {
                    story.hear(tokens, model, nanos);
                }
            }
        } catch (RuntimeException e) {
            fail(narrator, e);
        }
    }

    /** Outcomes, lest prompts that the model cannot bear come again for ever. */
    private void fail(StoryModel narrator, RuntimeException why) {
        LOG.errorf(why, "model %s failed", narrator.checkpoint().model());
        for (ActivePrompt story : List.copyOf(stories)) {
            if (story.narrator() == narrator && story.finished()) {
                end(story, Outcome.COMPLETED, null);
            } else if (story.narrator() == narrator) {
                end(story, Outcome.FAILED, "the model failed: " + why);
            }
        }
        joining = joining != null && joining.narrator() == narrator ? null : joining;
        tellers.discard(narrator);
    }

    /** Ends what shall not go on. */
    private void attend(ActivePrompt story, Instant now) {
        PendingPrompt prompt = story.prompt();
        if (prompt.abandoned()) {
            remove(story);
            queue.done(prompt);
        } else if (prompt.cancelled() && !story.finished()) {
            end(story, Outcome.CANCELLED, OutcomePublisher.CANCELLED);
        } else if (prompt.expired(now) && !story.finished()) {
            end(story, Outcome.EXPIRED, lateness(prompt));
        }
    }

    /** Passes on what a story has come to. */
    private void send(ActivePrompt story, long nanos) {
        if (story.finished()) {
            end(story, Outcome.COMPLETED, null);
        } else {
            story.show(nanos);
        }
    }

    private void end(ActivePrompt story, Outcome outcome, @Nullable String reason) {
        remove(story);
        story.measured(meters.model(story.narrator().checkpoint().model()));
        String rest = story.rest(clock.nanos.getAsLong());
        outcomes.publish(story.outcome(outcome, reason), story.prompt(), story.parts(), rest);
    }

    private void remove(ActivePrompt story) {
        story.leave();
        stories.remove(story);
        joining = story.equals(joining) ? null : joining;
    }

    @Override
    public void close() {
        tellers.close();
    }
}
