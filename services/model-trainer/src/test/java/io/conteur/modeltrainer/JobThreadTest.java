package io.conteur.modeltrainer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.Request;
import io.conteur.modeltrainer.JobRunner.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobThreadTest {
    private static final Delivery DELIVERY = delivery(Requests.of(Requests.CORPUS, ""));
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Pulse pulse = new Pulse(System::nanoTime);
    private JobThread thread = thread(delivery -> Ending.ENDED);

    @AfterEach
    void stop() {
        thread.stop(LIMIT);
    }

    @Test
    void aRequestIsAcknowledgedWhenItsJobHasEnded() {
        assertEquals(Ending.ENDED, submit().join());
    }

    @Test
    void whatIsNoRequestIsNotAcknowledged() {
        thread =
                thread(
                        delivery -> {
                            Job.of(delivery.request());
                            return Ending.ENDED;
                        });
        Request poison = new Request(null, "{".getBytes(StandardCharsets.UTF_8), "p");

        CompletableFuture<Ending> done = thread.submit(delivery(poison)).toCompletableFuture();

        CompletionException end = assertThrows(CompletionException.class, done::join);
        assertTrue(end.getCause() instanceof InvalidEventException);
    }

    @Test
    void aBreakdownLeavesTheRequestToTheNextProcess() {
        thread =
                thread(
                        delivery -> {
                            throw new IllegalStateException("disk full");
                        });

        CompletableFuture<Ending> done = submit();

        await().atMost(LIMIT).until(() -> thread.breakdown().isPresent());
        assertTrue(thread.breakdown().orElseThrow().contains("disk full"));
        assertFalse(done.isDone());
    }

    @Test
    void stoppingWaitsUntilTheJobIsHandedOver() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        thread =
                thread(
                        delivery -> {
                            begun.countDown();
                            await().atMost(LIMIT).until(pulse::stopping);
                            return Ending.HANDED_OVER;
                        });
        CompletableFuture<Ending> done = submit();
        begun.await();

        thread.stop(LIMIT);

        assertFalse(done.isDone());
        assertEquals(Optional.empty(), thread.breakdown());
    }

    @Test
    void aJobWhoseRecordIsLostStopsAndTheThreadIsFree() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        thread =
                thread(
                        delivery -> {
                            begun.countDown();
                            await().atMost(LIMIT).until(pulse::stopping);
                            return Ending.HANDED_OVER;
                        });
        CompletableFuture<Ending> done = submit();
        begun.await();

        thread.lose(Set.of(DELIVERY.partition() + 1), LIMIT);
        assertFalse(pulse.stopping());
        thread.lose(Set.of(DELIVERY.partition()), LIMIT);

        assertEquals(Ending.HANDED_OVER, done.join());
    }

    @Test
    void aJobThatWasShutOutWaitsForItsRecordToGo() {
        thread = thread(delivery -> Ending.HANDED_OVER);
        CompletableFuture<Ending> done = submit();

        thread.lose(Set.of(DELIVERY.partition()), LIMIT);

        assertEquals(Ending.HANDED_OVER, done.join());
    }

    private static Delivery delivery(Request request) {
        return new Delivery(request, 2, 7, 0);
    }

    private JobThread thread(JobThread.Work work) {
        return new JobThread(work, pulse, Withdrawals.NONE);
    }

    private CompletableFuture<Ending> submit() {
        return thread.submit(DELIVERY).toCompletableFuture();
    }
}
