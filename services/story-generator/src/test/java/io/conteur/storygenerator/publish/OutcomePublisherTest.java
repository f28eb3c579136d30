package io.conteur.storygenerator.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.history.UnfinishedAttempts;
import io.conteur.storygenerator.request.PendingPrompt;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class OutcomePublisherTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private boolean owned = true;
    private int discarded;
    private final DeferredPublisher<StoryPartWritten> parts = new DeferredPublisher<>();
    private final DeferredPublisher<StoryWritten> stories = new DeferredPublisher<>();
    private final OutcomePublisher outcomes =
            new OutcomePublisher(
                    new OutcomePublisher.Output(parts, stories, () -> owned, () -> discarded++),
                    fixture.history,
                    fixture.metrics,
                    new PartRateLimiter(0, 4));
    private final PendingPrompt prompt = fixture.prompt("a", "a dog");
    private final PartStream stream =
            outcomes.parts(prompt, UnfinishedAttempts.Attempt.first(null));

    @Test
    void sendsLastPartAndStoryTogetherOnceAPartIsAtTheBroker() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);

        publish();

        assertEquals(2, parts.sent.size());
        assertEquals(1, stories.sent.size());
    }

    @Test
    void acknowledgesWhenBothAreAtTheBroker() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);
        publish();

        stories.sent.get(0).complete(null);
        assertEquals(List.of(), fixture.acknowledged);
        parts.sent.get(1).complete(null);

        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void keepsTheStoryBackWhileNobodyCouldKnowThatItLacksItsParts() {
        stream.send("one ", 0, 0);

        publish();
        assertEquals(List.of(), stories.sent);
        parts.sent.forEach(part -> part.complete(null));

        assertEquals(1, stories.sent.size());
    }

    @Test
    void sendsAStoryOfOnePartAfterIt() {
        publish();
        assertEquals(List.of(), stories.sent);
        parts.sent.get(0).complete(null);

        assertEquals(1, stories.sent.size());
    }

    @Test
    void acknowledgesNothingWhenTheBrokerHasTheStoryAlone() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);
        publish();

        stories.sent.get(0).complete(null);
        parts.sent.get(1).completeExceptionally(new IllegalStateException("refused"));

        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void sendsWhatWasBrokenOffAfterItsLastPart() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);

        outcomes.publish(OutcomePublisher.cancelled(prompt), prompt, stream, "two");
        assertEquals(List.of(), stories.sent);
        parts.sent.get(1).complete(null);

        assertEquals(1, stories.sent.size());
    }

    @Test
    void holdsAnOutcomeBackWhileAnotherWorkerMayHaveThePrompt() {
        owned = false;
        publish();
        assertEquals(List.of(), parts.sent);

        owned = true;
        outcomes.sendHeld();

        assertEquals(1, parts.sent.size());
    }

    @Test
    void givesUpWhatIsHeldBackWhenThePromptHasGone() {
        owned = false;
        publish();

        outcomes.discard();
        owned = true;
        outcomes.sendHeld();

        assertEquals(List.of(), parts.sent);
        assertEquals(1, discarded);
        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void sendsNoStoryOfAPartitionThatWasRevokedWhileItsLastPartWasOnTheWay() {
        publish();
        outcomes.awaitDelivery(Set.of(prompt.partition()), Duration.ZERO);

        parts.sent.get(0).complete(null);

        assertEquals(List.of(), stories.sent);
        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void sendsNoStoryAfterItsLastPartWhenThePromptHasGoneMeanwhile() {
        publish();
        outcomes.discard();

        parts.sent.get(0).complete(null);

        assertEquals(List.of(), stories.sent);
        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void holdsAStoryBackThatIsInDoubtWhenItsLastPartIsAtTheBroker() {
        publish();
        owned = false;
        parts.sent.get(0).complete(null);
        assertEquals(List.of(), stories.sent);

        owned = true;
        outcomes.sendHeld();

        assertEquals(1, parts.sent.size());
        assertEquals(1, stories.sent.size());
    }

    @Test
    void answersAPromptThatComesAgainAfterItsFirstOutcomeWasGivenUp() {
        publish();
        outcomes.discard();
        PendingPrompt again =
                PendingPrompt.of(
                        GeneratorFixture.request("a dog", "a", "a dog"), fixture.delivery("again"));

        outcomes.publish(OutcomePublisher.cancelled(again), again);
        parts.sent.get(0).completeExceptionally(new CancellationException("discarded"));
        parts.sent.get(1).complete(null);
        stories.sent.get(0).complete(null);

        assertEquals(List.of("again"), fixture.acknowledged);
    }

    @Test
    void acknowledgesRepeatsWithTheOneOutcomeThatIsUnderWay() {
        PendingPrompt repeat =
                PendingPrompt.of(
                        GeneratorFixture.request("a dog", "a", "a dog"),
                        fixture.delivery("the repeat of a"));
        publish();

        outcomes.publish(OutcomePublisher.cancelled(repeat), repeat);
        parts.sent.get(0).complete(null);
        assertEquals(List.of(), fixture.acknowledged);
        stories.sent.get(0).complete(null);

        assertEquals(List.of("a", "the repeat of a"), fixture.acknowledged);
        assertEquals(1, parts.sent.size());
        assertEquals(1, stories.sent.size());
    }

    @Test
    void answersTheSameIdUnderAnotherKeyByItself() {
        PendingPrompt other =
                PendingPrompt.of(
                        GeneratorFixture.request("another key", "a", "a dog"),
                        fixture.delivery("other"));
        publish();

        outcomes.publish(OutcomePublisher.cancelled(other), other);

        assertEquals(2, parts.sent.size());
    }

    @Test
    void endsAPromptAsFailedWhoseOutcomeNoRecordCouldHold() {
        GeneratorFixture fixture = new GeneratorFixture();
        PendingPrompt prompt = fixture.prompt("a", "a dog");

        fixture.outcomes.publish(
                StoryWrittenBuilder.builder(completed()).story("x".repeat(1 << 20)).build(),
                prompt);

        assertEquals(Outcome.FAILED, fixture.story().outcome());
        assertTrue(String.valueOf(fixture.story().reason()).contains("1048576"));
        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void isCongestedWhileMuchIsUnderWay() {
        owned = false;
        for (int i = 0; i < 9; i++) {
            PendingPrompt each = fixture.prompt("p" + i, "a dog");
            outcomes.publish(
                    StoryWrittenBuilder.builder(completed())
                            .id("p" + i)
                            .story("x".repeat(1_000_000))
                            .build(),
                    each);
        }
        assertTrue(outcomes.congested());

        outcomes.discard();

        assertFalse(outcomes.congested());
    }

    private void publish() {
        outcomes.publish(completed(), prompt, stream, "two");
    }

    private static StoryWritten completed() {
        return StoryWrittenBuilder.builder()
                .id("a")
                .outcome(Outcome.COMPLETED)
                .origin(Origin.PROMPT)
                .prompt("a dog")
                .story("one two")
                .build();
    }
}
