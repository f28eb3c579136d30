package io.conteur.modeltrainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.reporting.ManualClock;
import io.conteur.modeltrainer.reporting.RecordingPublisher;
import io.conteur.modeltrainer.reporting.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    private final JobSpec job = TestRequests.job("");
    private final RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
    private final TrainingProgress reporter =
            new TrainingProgress(job, progress, new ManualClock());
    @TempDir Path root;
    private ArtifactStore store;
    private CheckpointStore checkpoints;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.at(root);
        checkpoints = new CheckpointStore(store);
    }

    @Test
    void findsTheNewestCheckpointOfAJob() throws IOException {
        save(2);
        ArtifactReference newest = save(10);

        StoredCheckpoint found = checkpoints.newest(job, reporter).orElseThrow();

        assertEquals(newest, found.artifact());
        assertEquals(state(10), found.state());
        assertEquals("weights 10", Files.readString(found.folder().resolve("weights")));
        assertEquals("checkpoints/tales/job-1/step-00000010", newest.key());
    }

    @Test
    void fetchesWhatACacheHasDeletedMeanwhile(@TempDir Path cache) throws IOException {
        StoredCheckpoint opened = checkpoints.open(save(2));
        Path copy = Files.createDirectory(cache.resolve("copy"));
        for (String name : List.of("weights", "job.json")) {
            Files.copy(opened.folder().resolve(name), copy.resolve(name));
        }
        StoredCheckpoint cached = new StoredCheckpoint(opened.artifact(), copy, opened.state());
        assertEquals(cached, checkpoints.present(cached));

        Files.delete(copy.resolve("weights"));

        assertEquals(opened, checkpoints.present(cached));
    }

    @Test
    void findsNothingBeforeTheFirst() throws IOException {
        assertEquals(Optional.empty(), checkpoints.newest(job, reporter));
    }

    @Test
    void goesBackBeforeADamagedOneAndSaysSo() throws IOException {
        save(1);
        damage(save(2));

        assertEquals(state(1), checkpoints.newest(job, reporter).orElseThrow().state());

        assertTrue(progress.last().stage().contains("damaged"), progress.last().stage());
        save(2);
        assertEquals(state(2), checkpoints.newest(job, reporter).orElseThrow().state());
    }

    @Test
    void aCheckpointTakesThePlaceOfOneWithoutAManifest() throws IOException {
        Path manifest = folder(save(3)).resolve("manifest.json");
        Files.writeString(manifest, "{");
        assertEquals(Optional.empty(), checkpoints.newest(job, reporter));

        save(3);

        assertEquals(state(3), checkpoints.newest(job, reporter).orElseThrow().state());
    }

    @Test
    void whatAnotherWorkerSavedOfTheSameStepStays() throws IOException {
        ArtifactReference first = save(3);

        ArtifactReference second =
                checkpoints.save(
                        job,
                        state(3),
                        folder -> Files.writeString(folder.resolve("weights"), "of another CPU"));

        assertEquals(first, second);
    }

    @Test
    void keepsWhatTheRetentionSaysAndAllOfOthers() throws IOException {
        store.publish("checkpoints/tales/another/step-00000001", CheckpointStoreTest::weights);
        for (int step = 1; step <= 5; step++) {
            save(step);
        }

        checkpoints.prune(job, new RetentionPolicy(1, 2), 1);

        assertEquals(
                List.of(
                        "checkpoints/tales/another/step-00000001",
                        "checkpoints/tales/job-1/step-00000001",
                        "checkpoints/tales/job-1/step-00000002",
                        "checkpoints/tales/job-1/step-00000004",
                        "checkpoints/tales/job-1/step-00000005"),
                store.list("checkpoints").stream().map(Artifact::key).toList());
    }

    private ArtifactReference save(long step) throws IOException {
        return checkpoints.save(
                job,
                state(step),
                folder -> Files.writeString(folder.resolve("weights"), "weights " + step));
    }

    private static void weights(Path folder) throws IOException {
        Files.writeString(folder.resolve("weights"), "others");
    }

    private JobState state(long step) {
        return new JobState(
                job.digest(),
                step,
                100,
                TestRequests.CORPUS,
                TestRequests.CORPUS,
                300,
                32,
                1000,
                2.5,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private void damage(ArtifactReference artifact) throws IOException {
        Files.writeString(folder(artifact).resolve("weights"), "weights X");
    }

    private Path folder(ArtifactReference artifact) {
        return root.resolve(artifact.key());
    }
}
