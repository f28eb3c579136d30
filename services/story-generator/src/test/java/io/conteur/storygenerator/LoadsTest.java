package io.conteur.storygenerator;

import static io.conteur.storygenerator.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.EngineLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadsTest {
    private static final CheckpointPublished CHECKPOINT = FakeNarrator.checkpoint("tales", 1);

    private static final long ROOM = Long.MAX_VALUE;

    private final AtomicInteger tries = new AtomicInteger();
    @TempDir Path root;

    @Test
    void triesAgainWhenTheStoreCannotBeReadForAMoment() {
        Loads loads = loads(2);

        loads.begin(CHECKPOINT, ROOM);

        assertEquals(CHECKPOINT, ended(loads).narrator().join().checkpoint());
        assertEquals(3, tries.get());
    }

    @Test
    void givesUpAfterAFewTries() {
        Loads loads = loads(5);

        loads.begin(CHECKPOINT, ROOM);

        assertTrue(ended(loads).narrator().isCompletedExceptionally());
        assertEquals(3, tries.get());
    }

    @Test
    void readsADamagedCheckpointOnce() throws IOException {
        ArtifactStore store = ArtifactStore.at(root);
        CheckpointPublished damaged = MicroModel.publish(store, "micro", 1);
        Files.writeString(root.resolve(damaged.artifact().key()).resolve("config.json"), "{}");
        Loads loads =
                new Loads(
                        checkpoint -> {
                            tries.incrementAndGet();
                            return CheckpointNarrator.verify(
                                    store, checkpoint, new EngineLimits(1, 128));
                        },
                        Runnable::run,
                        Duration.ZERO);

        loads.begin(damaged, ROOM);

        assertTrue(ended(loads).narrator().isCompletedExceptionally());
        assertEquals(1, tries.get());
    }

    @Test
    void loadsOneAfterTheOther() {
        Loads loads = new Loads(FakeVerified.loader(FakeNarrator::of), load -> {}, Duration.ZERO);

        assertTrue(loads.begin(CHECKPOINT, ROOM));
        assertFalse(loads.begin(FakeNarrator.checkpoint("fables", 1), ROOM));
        assertTrue(loads.ended().isEmpty());
    }

    @Test
    void waitsForRoomOnceTheCheckpointIsVerified() {
        Loads loads = new Loads(FakeVerified.loader(this::load), Runnable::run, Duration.ZERO);
        loads.begin(CHECKPOINT, 3 * CHECKPOINT.parameters() - 1);

        Loads.Load waiting = loads.waiting().orElseThrow();
        boolean endedBefore = loads.ended().isPresent();
        int triesBefore = tries.get();
        loads.proceed(waiting);

        assertFalse(endedBefore);
        assertEquals(0, triesBefore);
        assertTrue(loads.waiting().isEmpty());
        assertEquals(CHECKPOINT, loads.ended().orElseThrow().narrator().join().checkpoint());
    }

    private Narrator load(CheckpointPublished checkpoint) {
        tries.incrementAndGet();
        return FakeNarrator.of(checkpoint);
    }

    /** Of a store that cannot be read so many times. */
    private Loads loads(int faults) {
        return new Loads(
                checkpoint -> {
                    if (tries.getAndIncrement() < faults) {
                        throw new IOException("the store is away");
                    }
                    return new FakeVerified(checkpoint, FakeNarrator::of);
                },
                Runnable::run,
                Duration.ZERO);
    }

    private static Loads.Load ended(Loads loads) {
        return await().until(loads::ended, ended -> ended.isPresent()).orElseThrow();
    }
}
