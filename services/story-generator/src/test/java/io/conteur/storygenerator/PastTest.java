package io.conteur.storygenerator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PastTest {
    private static final Duration LIMIT = Duration.ofMillis(20);

    private final AtomicLong nanos = new AtomicLong();
    private final Fixture fixture = new Fixture();
    private CompletableFuture<Void> lesson = new CompletableFuture<>();
    private final Past past = new Past(() -> lesson, new Pulse(nanos::get), LIMIT);
    private final Intake intake = new Intake(fixture.queue, fixture.outcomes, past);

    @Test
    void holdsAPromptBackUntilThePastIsKnown() {
        Thread taking = take("a");
        await().until(() -> waits(taking));
        assertEquals(0, fixture.queue.depth());

        lesson.complete(null);

        await().until(() -> fixture.queue.depth() == 1);
        assertFalse(past.overdue());
    }

    @Test
    void isOverdueWhenAPromptWaitsForTooLong() {
        Thread taking = take("a");
        await().until(() -> waits(taking));
        boolean early = past.overdue();
        nanos.addAndGet(LIMIT.toNanos());

        assertFalse(early);
        assertTrue(past.overdue());
        assertEquals(LIMIT, past.waited());
        lesson.complete(null);
    }

    @Test
    void losesNothingWhenThePastIsKnownLate() {
        Thread taking = take("a");
        nanos.addAndGet(LIMIT.toNanos());
        await().until(() -> taking.getState() == Thread.State.WAITING);

        lesson.complete(null);

        await().until(() -> fixture.queue.depth() == 1);
        assertFalse(past.overdue());
    }

    @Test
    void isNotOverdueWhileNobodyWaits() {
        nanos.addAndGet(Duration.ofDays(1).toNanos());

        assertFalse(past.overdue());
    }

    @Test
    void leavesAPromptUnansweredWhenThePastIsOutOfReach() throws Exception {
        lesson.completeExceptionally(new IllegalStateException("stories is not read"));

        take("a").join();

        assertEquals(0, fixture.queue.depth());
        assertEquals(0, fixture.acknowledged.size());
    }

    @Test
    void learnsAnewWhenPartitionsCome() {
        lesson.complete(null);
        lesson = new CompletableFuture<>();
        past.learn();

        Thread taking = take("a");

        await().until(() -> waits(taking));
        assertEquals(0, fixture.queue.depth());
        lesson.complete(null);
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                || thread.getState() == Thread.State.WAITING;
    }

    private Thread take(String id) {
        Thread taking =
                new Thread(
                        () -> {
                            try {
                                intake.take(
                                        Fixture.request(null, id, "a dog"), fixture.delivery(id));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        taking.start();
        return taking;
    }
}
