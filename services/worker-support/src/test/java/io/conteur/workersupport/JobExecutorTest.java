package io.conteur.workersupport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.Request;
import io.conteur.workersupport.JobExecutor.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobExecutorTest {
    private static final int PARTITION = 2;
    private static final ReceivedRequest REQUEST =
            new ReceivedRequest(
                    new Request(null, new byte[0], "request"), PARTITION, 7, 0, () -> {});
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final JobControl control = new JobControl(System::nanoTime, Duration.ZERO);
    private final JobExecutor executor = new JobExecutor(control);
    private Supplier<Result> job = () -> Result.ENDED;

    @AfterEach
    void stop() {
        executor.stop(LIMIT);
    }

    @Test
    void aRequestIsAcknowledgedWhenItsJobHasEnded() {
        assertEquals(Result.ENDED, submit().join());
    }

    @Test
    void isBusyUntilTheJobHasEnded() {
        assertFalse(executor.busy());

        submit().join();

        assertFalse(executor.busy());
    }

    @Test
    void aBreakdownLeavesTheRequestToTheNextProcess() {
        job =
                () -> {
                    throw new IllegalStateException("disk full");
                };

        CompletableFuture<Result> done = submit();

        await().atMost(LIMIT).until(() -> executor.breakdown().isPresent());
        assertTrue(executor.breakdown().orElseThrow().contains("disk full"));
        assertFalse(done.isDone());
    }

    @Test
    void stoppingWaitsUntilTheJobIsHandedOver() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        job =
                () -> {
                    begun.countDown();
                    await().atMost(LIMIT).until(control::stopping);
                    return Result.HANDED_OVER;
                };
        CompletableFuture<Result> done = submit();
        begun.await();

        executor.stop(LIMIT);

        assertFalse(done.isDone());
        assertEquals(Optional.empty(), executor.breakdown());
    }

    @Test
    void aRequestThatComesDuringTheShutdownIsLeftToTheNextProcess() {
        executor.stop(LIMIT);
        assertTrue(executor.busy());

        CompletableFuture<Result> late = submit();

        assertFalse(late.isDone());
        executor.revoke(Set.of(PARTITION), LIMIT);
        assertEquals(Result.HANDED_OVER, late.join());
    }

    @Test
    void aJobWhoseRecordIsLostStopsAndTheThreadIsFree() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        job =
                () -> {
                    begun.countDown();
                    await().atMost(LIMIT).until(control::stopping);
                    return Result.HANDED_OVER;
                };
        CompletableFuture<Result> done = submit();
        begun.await();

        executor.revoke(Set.of(PARTITION + 1), LIMIT);
        assertFalse(control.stopping());
        executor.revoke(Set.of(PARTITION), LIMIT);

        assertEquals(Result.HANDED_OVER, done.join());
    }

    @Test
    void aJobThatWasShutOutWaitsForItsRecordToGo() {
        job = () -> Result.HANDED_OVER;
        CompletableFuture<Result> done = submit();

        executor.revoke(Set.of(PARTITION), LIMIT);

        assertEquals(Result.HANDED_OVER, done.join());
    }

    private CompletableFuture<Result> submit() {
        return executor.submit(REQUEST, () -> false, job).toCompletableFuture();
    }
}
