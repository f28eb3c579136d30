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
    private final DeferredPublisher<StoryPartWritten> publisher = new DeferredPublisher<>();
    private final PartRateLimiter rateLimiter = new PartRateLimiter(10, 2);
    private final PartStream parts =
            new PartStream(
                    publisher,
                    new GeneratorFixture().prompt("a", "a dog"),
                    rateLimiter,
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

        rateLimiter.reportLoad(4, false);
        boolean besideFew = parts.due(10);
        rateLimiter.reportLoad(16, false);

        assertTrue(besideFew);
        assertFalse(parts.due(39));
        assertTrue(parts.due(40));
    }

    @Test
    void sendsTogetherWithThoseThatBeganAtAnotherTime() {
        PartStream others =
                new PartStream(
                        publisher,
                        new GeneratorFixture().prompt("b", "a cat"),
                        rateLimiter,
                        UnfinishedAttempts.Attempt.first(null));
        rateLimiter.reportLoad(16, false);
        parts.send("one ", 0, 0);
        others.send("one ", 0, 25);
        publisher.sent.forEach(sent -> sent.complete(null));

        assertFalse(parts.due(39));
        assertFalse(others.due(39));
        assertTrue(parts.due(40));
        assertTrue(others.due(40));
    }

    @Test
    void holdsBackWhatIsSentInABacklogAlone() {
        PartRateLimiter rateLimiter = new PartRateLimiter(50, 2);

        rateLimiter.reportLoad(32, false);
        boolean withoutBacklog = rateLimiter.sendingDue(7, 7);
        rateLimiter.reportLoad(32, true);

        assertTrue(withoutBacklog);
        assertFalse(rateLimiter.sendingDue(7, 106));
        assertTrue(rateLimiter.sendingDue(7, 107));
    }

    @Test
    void sendsLessOftenWhileTheBrokerIsBehind() {
        parts.send("one ", 0, 0);
        parts.send("two ", 0, 10);

        assertFalse(parts.due(20));
        publisher.sent.get(0).complete(null);
        assertTrue(parts.due(20));
    }

    @Test
    void endsWhenTheBrokerHasAllParts() {
        parts.send("one ", 0, 0);
        CompletableFuture<Void> end = parts.end("two").toCompletableFuture();

        publisher.sent.get(1).complete(null);
        assertFalse(end.isDone());
        publisher.sent.get(0).complete(null);

        assertTrue(end.isDone());
        assertEquals(2, publisher.sent.size());
    }

    @Test
    void failsWithAPartThatTheBrokerRefused() {
        parts.send("one ", 0, 0);
        CompletableFuture<Void> end = parts.end("").toCompletableFuture();

        publisher.sent.get(1).complete(null);
        publisher.sent.get(0).completeExceptionally(new IllegalStateException("no broker"));

        assertTrue(end.isCompletedExceptionally());
    }
}
