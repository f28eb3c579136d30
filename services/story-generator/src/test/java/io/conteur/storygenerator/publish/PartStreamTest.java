package io.conteur.storygenerator.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.history.UnfinishedAttempts;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PartStreamTest {
    private final DeferredPublisher<StoryPartWritten> outbox = new DeferredPublisher<>();
    private final PartRateLimiter pace = new PartRateLimiter(10, 2);
    private final PartStream parts =
            new PartStream(
                    outbox,
                    new GeneratorFixture().prompt("a", "a dog"),
                    pace,
                    UnfinishedAttempts.Attempt.first(null));

    @Test
    void sendsTheFirstPartAtOnceAndOthersNowAndThen() {
        assertTrue(parts.due(0));
        parts.send("one ", 0, 0);

        assertFalse(parts.due(9));
        assertTrue(parts.due(10));
    }

    @Test
    void sendsLessOftenBesideManyOthers() {
        parts.send("one ", 0, 0);

        pace.among(4, false);
        boolean besideFew = parts.due(10);
        pace.among(16, false);

        assertTrue(besideFew);
        assertFalse(parts.due(39));
        assertTrue(parts.due(40));
    }

    @Test
    void sendsTogetherWithThoseThatBeganAtAnotherTime() {
        PartStream others =
                new PartStream(
                        outbox,
                        new GeneratorFixture().prompt("b", "a cat"),
                        pace,
                        UnfinishedAttempts.Attempt.first(null));
        pace.among(16, false);
        parts.send("one ", 0, 0);
        others.send("one ", 0, 25);
        outbox.sent.forEach(sent -> sent.complete(null));

        assertFalse(parts.due(39));
        assertFalse(others.due(39));
        assertTrue(parts.due(40));
        assertTrue(others.due(40));
    }

    @Test
    void holdsBackWhatIsSentInABacklogAlone() {
        PartRateLimiter pace = new PartRateLimiter(50, 2);

        pace.among(32, false);
        boolean withoutBacklog = pace.gathered(7, 7);
        pace.among(32, true);

        assertTrue(withoutBacklog);
        assertFalse(pace.gathered(7, 106));
        assertTrue(pace.gathered(7, 107));
    }

    @Test
    void sendsLessOftenWhileTheBrokerIsBehind() {
        parts.send("one ", 0, 0);
        parts.send("two ", 0, 10);

        assertFalse(parts.due(20));
        outbox.sent.get(0).complete(null);
        assertTrue(parts.due(20));
    }

    @Test
    void endsWhenTheBrokerHasAllParts() {
        parts.send("one ", 0, 0);
        CompletableFuture<Void> end = parts.end("two").toCompletableFuture();

        outbox.sent.get(1).complete(null);
        assertFalse(end.isDone());
        outbox.sent.get(0).complete(null);

        assertTrue(end.isDone());
        assertEquals(2, outbox.sent.size());
    }

    @Test
    void failsWithAPartThatTheBrokerRefused() {
        parts.send("one ", 0, 0);
        CompletableFuture<Void> end = parts.end("").toCompletableFuture();

        outbox.sent.get(1).complete(null);
        outbox.sent.get(0).completeExceptionally(new IllegalStateException("no broker"));

        assertTrue(end.isCompletedExceptionally());
    }
}
