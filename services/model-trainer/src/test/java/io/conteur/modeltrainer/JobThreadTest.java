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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobThreadTest {
    private static final Request REQUEST = Requests.of(Requests.CORPUS, "");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Pulse pulse = new Pulse(System::nanoTime);
    private JobThread thread = thread(request -> Ending.ENDED);

    @AfterEach
    void stop() {
        thread.stop(LIMIT);
    }

    @Test
    void aRequestIsAcknowledgedWhenItsJobHasEnded() {
        submit().join();
    }

    @Test
    void whatIsNoRequestIsNotAcknowledged() {
        thread =
                thread(
                        request -> {
                            Job.of(request);
                            return Ending.ENDED;
                        });
        Request poison = new Request(null, "{".getBytes(StandardCharsets.UTF_8), "p");

        CompletableFuture<Void> done = thread.submit(poison).toCompletableFuture();

        CompletionException end = assertThrows(CompletionException.class, done::join);
        assertTrue(end.getCause() instanceof InvalidEventException);
    }

    @Test
    void aBreakdownLeavesTheRequestToTheNextProcess() {
        thread =
                thread(
                        request -> {
                            throw new IllegalStateException("disk full");
                        });

        CompletableFuture<Void> done = submit();

        await().atMost(LIMIT).until(() -> thread.breakdown().isPresent());
        assertTrue(thread.breakdown().orElseThrow().contains("disk full"));
        assertFalse(done.isDone());
    }

    @Test
    void stoppingWaitsUntilTheJobIsHandedOver() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        thread =
                thread(
                        request -> {
                            begun.countDown();
                            await().atMost(LIMIT).until(pulse::stopping);
                            return Ending.HANDED_OVER;
                        });
        CompletableFuture<Void> done = submit();
        begun.await();

        thread.stop(LIMIT);

        assertFalse(done.isDone());
        assertEquals(Optional.empty(), thread.breakdown());
    }

    private JobThread thread(JobThread.Work work) {
        return new JobThread(work, pulse);
    }

    private CompletableFuture<Void> submit() {
        return thread.submit(REQUEST).toCompletableFuture();
    }
}
