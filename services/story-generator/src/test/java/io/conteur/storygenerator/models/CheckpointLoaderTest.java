package io.conteur.storygenerator.models;

import static io.conteur.storygenerator.TestPatience.await;
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

class CheckpointLoaderTest {
    private static final CheckpointPublished CHECKPOINT = FakeStoryModel.checkpoint("tales", 1);

    private static final long ROOM = Long.MAX_VALUE;

    private final AtomicInteger tries = new AtomicInteger();
    @TempDir Path root;

    @Test
    void triesAgainWhenTheStoreCannotBeReadForAMoment() {
        CheckpointLoader loads = loads(2);

        loads.begin(CHECKPOINT, ROOM);

        assertEquals(CHECKPOINT, ended(loads).narrator().join().checkpoint());
        assertEquals(3, tries.get());
    }

    @Test
    void givesUpAfterAFewTries() {
        CheckpointLoader loads = loads(5);

        loads.begin(CHECKPOINT, ROOM);

        assertTrue(ended(loads).narrator().isCompletedExceptionally());
        assertEquals(3, tries.get());
    }

    @Test
    void readsADamagedCheckpointOnce() throws IOException {
        ArtifactStore store = ArtifactStore.at(root);
        CheckpointPublished damaged = MicroModel.publish(store, "micro", 1);
        Files.writeString(root.resolve(damaged.artifact().key()).resolve("config.json"), "{}");
        CheckpointLoader loads =
                new CheckpointLoader(
                        checkpoint -> {
                            tries.incrementAndGet();
                            return LoadedCheckpoint.verify(
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
        CheckpointLoader loads =
                new CheckpointLoader(
                        FakeVerifiedCheckpoint.loader(FakeStoryModel::of),
                        load -> {},
                        Duration.ZERO);

        assertTrue(loads.begin(CHECKPOINT, ROOM));
        assertFalse(loads.begin(FakeStoryModel.checkpoint("fables", 1), ROOM));
        assertTrue(loads.ended().isEmpty());
    }

    @Test
    void waitsForRoomOnceTheCheckpointIsVerified() {
        CheckpointLoader loads =
                new CheckpointLoader(
                        FakeVerifiedCheckpoint.loader(this::load), Runnable::run, Duration.ZERO);
        loads.begin(CHECKPOINT, 3 * CHECKPOINT.parameters() - 1);

        CheckpointLoader.Load waiting = loads.waiting().orElseThrow();
        boolean endedBefore = loads.ended().isPresent();
        int triesBefore = tries.get();
        loads.proceed(waiting);

        assertFalse(endedBefore);
        assertEquals(0, triesBefore);
        assertTrue(loads.waiting().isEmpty());
        assertEquals(CHECKPOINT, loads.ended().orElseThrow().narrator().join().checkpoint());
    }

    private StoryModel load(CheckpointPublished checkpoint) {
        tries.incrementAndGet();
        return FakeStoryModel.of(checkpoint);
    }

    /** Of a store that cannot be read so many times. */
    private CheckpointLoader loads(int faults) {
        return new CheckpointLoader(
                checkpoint -> {
                    if (tries.getAndIncrement() < faults) {
                        throw new IOException("the store is away");
                    }
                    return new FakeVerifiedCheckpoint(checkpoint, FakeStoryModel::of);
                },
                Runnable::run,
                Duration.ZERO);
    }

    private static CheckpointLoader.Load ended(CheckpointLoader loads) {
        return await().until(loads::ended, ended -> ended.isPresent()).orElseThrow();
    }
}
