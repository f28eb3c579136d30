package io.conteur.modeltrainer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.modeltrainer.JobRunner.Ending;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobThreadTest {
    private static final Delivery DELIVERY = Delivery.of(Requests.of(Requests.CORPUS, ""), 2, 7, 0);
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
    void isBusyUntilTheJobHasEnded() {
        assertFalse(thread.busy());

        submit().join();

        assertFalse(thread.busy());
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

    private JobThread thread(JobThread.Work work) {
        return new JobThread(work, pulse, Withdrawals.NONE);
    }

    private CompletableFuture<Ending> submit() {
        return thread.submit(DELIVERY).toCompletableFuture();
    }
}
