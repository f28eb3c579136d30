package io.conteur.tokenizertrainer.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.InvalidEventException;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.Request;
import io.conteur.tokenizertrainer.training.CopyingAlgorithm;
import io.conteur.tokenizertrainer.training.RecordingPublisher;
import io.conteur.tokenizertrainer.training.TokenizerJobFactory;
import io.conteur.tokenizertrainer.training.TokenizerProvider;
import io.conteur.tokenizertrainer.training.TokenizerStore;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TokenizerJobRunnerTest {
    @TempDir Path root;

    private final CopyingAlgorithm algorithm = new CopyingAlgorithm();
    private final RecordingPublisher<TokenizerTrained> tokenizers = new RecordingPublisher<>();
    private final RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
    private final AtomicLong nanoTime = new AtomicLong();

    /** Runs during the backoff between two attempts. */
    private Runnable meanwhile = () -> {};

    private final JobControl control =
            new JobControl(nanoTime::get, Duration.ZERO, millis -> meanwhile.run());
    private final JobExecutor executor = new JobExecutor(control);
    private ArtifactStore store;
    private TokenizerRequestHandler worker;

    @BeforeEach
    void startTheWorker() throws IOException {
        store = ArtifactStore.at(root.resolve("artifacts"));
        TokenizerProvider provider =
                new TokenizerProvider(new TokenizerStore(store), algorithm, control);
        worker =
                new TokenizerRequestHandler(
                        executor,
                        new TokenizerJobFactory(provider, tokenizers, progress, nanoTime::get),
                        new TokenizerJobRunner(control),
                        Duration.ofMinutes(1));
    }

    @AfterEach
    void stopTheExecutor() {
        executor.stop(Duration.ofSeconds(10));
    }

    @Test
    void aRequestIsDoneWhenItsJobHasEnded() throws IOException {
        submit(request()).join();

        assertTrue(progress.last().event().state().terminal());
        assertEquals(Duration.ZERO, control.heartbeat().silence());
    }

    @Test
    void whatIsNoRequestFailsAloneAndTheNextIsServed() throws IOException {
        assertThrows(InvalidEventException.class, () -> submit(request("{\"name\":7}")));
        CompletableFuture<Void> next = submit(request());

        next.join();
        assertFalse(executor.busy());
        assertTrue(executor.breakdown().isEmpty());
    }

    @Test
    void aTombstoneAsksForNothing() {
        submit(request("")).join();

        assertTrue(progress.published().isEmpty());
    }

    @Test
    void aBrokenProcessLeavesTheRequestUnacknowledged() throws IOException {
        algorithm.interruption =
                () -> {
                    throw new NoClassDefFoundError("disk on fire");
                };

        CompletableFuture<Void> done = submit(request());

        await().until(() -> executor.breakdown().isPresent());
        assertTrue(executor.breakdown().orElseThrow().contains("disk on fire"));
        assertFalse(done.isDone());
    }

    @Test
    void anOutageIsWaitedOut() throws IOException {
        AtomicLong failures = new AtomicLong();
        algorithm.interruption =
                () -> {
                    if (failures.incrementAndGet() <= 10) {
                        throw new UncheckedIOException(new AccessDeniedException("/artifacts"));
                    }
                };

        submit(request()).join();

        assertEquals(State.COMPLETED, progress.last().event().state());
        assertEquals(1, terminal());
        assertTrue(
                progress.events().stream()
                        .anyMatch(
                                p ->
                                        p.state() == State.WAITING
                                                && p.stage().contains("AccessDeniedException")));
        assertTrue(executor.breakdown().isEmpty());
    }

    @Test
    void aStoreThatIsAwayIsWaitedFor() throws IOException {
        Request request = request();
        Path away = root.resolve("away");
        Files.move(root.resolve("artifacts"), away);
        meanwhile = () -> moveBack(away);

        submit(request).join();

        assertEquals(State.COMPLETED, progress.last().event().state());
        assertEquals(1, terminal());
    }

    @Test
    void whatFailsAgainAndAgainInTheSameWayFailsTheJob() throws IOException {
        algorithm.interruption =
                () -> {
                    throw new IllegalStateException("a bug");
                };

        submit(request()).join();

        assertEquals(State.FAILED, progress.last().event().state());
        assertTrue(progress.last().event().reason().contains("a bug"));
        assertEquals(3, algorithm.trained.size());
    }

    @Test
    void aHeapThatIsTooSmallFailsTheJob() throws IOException {
        algorithm.interruption =
                () -> {
                    throw new OutOfMemoryError("Java heap space");
                };

        submit(request()).join();

        assertEquals(State.FAILED, progress.last().event().state());
        assertTrue(progress.last().event().reason().contains("MiB"));
        assertEquals(1, algorithm.trained.size());
    }

    @Test
    void aStopEndsTheWait() throws IOException {
        algorithm.interruption =
                () -> {
                    throw new UncheckedIOException(new AccessDeniedException("/artifacts"));
                };
        meanwhile = control::shutDown;

        CompletableFuture<Void> done = submit(request());
        executor.stop(Duration.ofMinutes(1));

        assertFalse(done.isDone());
        assertTrue(executor.breakdown().isEmpty());
        assertEquals(0, terminal());
    }

    private long terminal() {
        return progress.events().stream().filter(p -> p.state().terminal()).count();
    }

    private void moveBack(Path away) {
        try {
            if (Files.exists(away)) {
                Files.move(away, root.resolve("artifacts"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStopAbandonsTheJobInHand() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        algorithm.interruption =
                () -> {
                    training.countDown();
                    awaitQuietly(goOn);
                };
        CompletableFuture<Void> done = submit(request());
        training.await();
        control.shutDown();

        goOn.countDown();
        executor.stop(Duration.ofSeconds(10));

        assertFalse(done.isDone());
        assertTrue(executor.breakdown().isEmpty());
        assertTrue(store.list("tokenizers").isEmpty());
    }

    @Test
    void aRevocationAbandonsTheJobInHandAndTheNextIsServed() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        algorithm.interruption =
                () -> {
                    training.countDown();
                    while (!control.stopping()) {
                        Thread.onSpinWait();
                    }
                };
        CompletableFuture<Void> revoked = submit(request());
        training.await();

        worker.revoked(Set.of(0));

        assertFalse(executor.busy());
        assertFalse(revoked.isDone());
        assertEquals(0, terminal());
        algorithm.interruption = () -> {};
        submit(request()).join();
        assertEquals(1, terminal());
    }

    @Test
    void silenceGrowsWhileAJobDoesNotMove() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        algorithm.interruption =
                () -> {
                    training.countDown();
                    awaitQuietly(goOn);
                };
        CompletableFuture<Void> done = submit(request());
        training.await();

        nanoTime.addAndGet(TimeUnit.MINUTES.toNanos(11));

        assertEquals(Duration.ofMinutes(11), control.heartbeat().silence());
        goOn.countDown();
        done.join();
        assertEquals(Duration.ZERO, control.heartbeat().silence());
    }

    private CompletableFuture<Void> submit(Request request) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        worker.take(new ReceivedRequest(request, 0, 7, 0, () -> acknowledged.complete(null)));
        return acknowledged;
    }

    private Request request() throws IOException {
        Artifact corpus =
                store.publish(
                        "corpora/doors",
                        folder -> Files.writeString(folder.resolve("stories.txt"), "it opened\n"));
        TokenizerRequested request =
                new TokenizerRequested(
                        "job", "tales", new ArtifactReference(corpus.key(), corpus.sha256()), null);
        return new Request(RecordKey.of("tales"), EventCodec.encode(request), "requests-0-7");
    }

    private static Request request(String value) {
        return new Request(
                RecordKey.of("tales"), value.getBytes(StandardCharsets.UTF_8), "requests-0-7");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
