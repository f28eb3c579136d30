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
import java.util.ArrayList;
import java.util.List;
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
        CheckpointLoader loader = loader(2);

        loader.begin(CHECKPOINT, ROOM);

        assertEquals(CHECKPOINT, ended(loader).model().join().checkpoint());
        assertEquals(3, tries.get());
    }

    @Test
    void givesUpAfterAFewTries() {
        CheckpointLoader loader = loader(5);

        loader.begin(CHECKPOINT, ROOM);

        assertTrue(ended(loader).model().isCompletedExceptionally());
        assertEquals(3, tries.get());
    }

    @Test
    void readsADamagedCheckpointOnce() throws IOException {
        ArtifactStore store = ArtifactStore.at(root);
        CheckpointPublished damaged = MicroModel.publish(store, "micro", 1);
        Files.writeString(root.resolve(damaged.artifact().key()).resolve("config.json"), "{}");
        CheckpointLoader loader =
                new CheckpointLoader(
                        checkpoint -> {
                            tries.incrementAndGet();
                            return LoadedCheckpoint.verify(
                                    store, checkpoint, new EngineLimits(1, 128));
                        },
                        Runnable::run,
                        Duration.ZERO);

        loader.begin(damaged, ROOM);

        assertTrue(ended(loader).model().isCompletedExceptionally());
        assertEquals(1, tries.get());
    }

    @Test
    void loadsOneAfterTheOther() {
        CheckpointLoader loader =
                new CheckpointLoader(
                        FakeVerifiedCheckpoint.loader(FakeStoryModel::of),
                        load -> {},
                        Duration.ZERO);

        assertTrue(loader.begin(CHECKPOINT, ROOM));
        assertFalse(loader.begin(FakeStoryModel.checkpoint("fables", 1), ROOM));
        assertTrue(loader.takeEnded().isEmpty());
    }

    @Test
    void waitsForRoomOnceTheCheckpointIsVerified() {
        CheckpointLoader loader =
                new CheckpointLoader(
                        FakeVerifiedCheckpoint.loader(this::load), Runnable::run, Duration.ZERO);
        loader.begin(CHECKPOINT, 3 * CHECKPOINT.parameters() - 1);

        CheckpointLoader.Load waiting = loader.waiting().orElseThrow();
        boolean endedBefore = loader.takeEnded().isPresent();
        int triesBefore = tries.get();
        loader.proceed(waiting);

        assertFalse(endedBefore);
        assertEquals(0, triesBefore);
        assertTrue(loader.waiting().isEmpty());
        assertEquals(CHECKPOINT, loader.takeEnded().orElseThrow().model().join().checkpoint());
    }

    @Test
    void isOnItsWayIntoMemoryOnceItIsVerified() {
        List<Runnable> steps = new ArrayList<>();
        CheckpointLoader loader =
                new CheckpointLoader(
                        FakeVerifiedCheckpoint.loader(this::load), steps::add, Duration.ZERO);
        loader.begin(CHECKPOINT, ROOM);

        boolean before = loader.loading();
        steps.get(0).run();

        assertFalse(before);
        assertTrue(loader.loading());
        assertEquals(0, tries.get());
    }

    private StoryModel load(CheckpointPublished checkpoint) {
        tries.incrementAndGet();
        return FakeStoryModel.of(checkpoint);
    }

    /** A loader whose store fails so many times. */
    private CheckpointLoader loader(int faults) {
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

    private static CheckpointLoader.Load ended(CheckpointLoader loader) {
        return await().until(loader::takeEnded, ended -> ended.isPresent()).orElseThrow();
    }
}
