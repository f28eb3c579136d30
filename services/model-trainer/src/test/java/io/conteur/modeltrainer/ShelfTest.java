package io.conteur.modeltrainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
    private final Job job = Requests.job("");
    private final RecordingOutbox<Progressed> progress = new RecordingOutbox<>();
    private final Journal journal = new Journal(job, progress, new ManualClock());
    @TempDir Path root;
    private ArtifactStore store;
    private Shelf shelf;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.at(root);
        shelf = new Shelf(store);
    }

    @Test
    void findsTheNewestCheckpointOfAJob() throws IOException {
        keep(2);
        ArtifactReference newest = keep(10);

        Checkpoint found = shelf.newest(job, journal).orElseThrow();

        assertEquals(newest, found.artifact());
        assertEquals(saved(10), found.saved());
        assertEquals("weights 10", Files.readString(found.folder().resolve("weights")));
        assertEquals("checkpoints/tales/job-1/step-00000010", newest.key());
    }

    @Test
    void findsNothingBeforeTheFirst() throws IOException {
        assertEquals(Optional.empty(), shelf.newest(job, journal));
    }

    @Test
    void goesBackBeforeADamagedOneAndSaysSo() throws IOException {
        keep(1);
        damage(keep(2));

        assertEquals(saved(1), shelf.newest(job, journal).orElseThrow().saved());

        assertTrue(progress.last().stage().contains("damaged"), progress.last().stage());
        keep(2);
        assertEquals(saved(2), shelf.newest(job, journal).orElseThrow().saved());
    }

    @Test
    void aCheckpointTakesThePlaceOfOneWithoutAManifest() throws IOException {
        Path manifest = folder(keep(3)).resolve("manifest.json");
        Files.writeString(manifest, "{");
        assertEquals(Optional.empty(), shelf.newest(job, journal));

        keep(3);

        assertEquals(saved(3), shelf.newest(job, journal).orElseThrow().saved());
    }

    @Test
    void whatAnotherWorkerKeptOfTheSameStepStays() throws IOException {
        ArtifactReference first = keep(3);

        ArtifactReference second =
                shelf.keep(
                        job,
                        saved(3),
                        folder -> Files.writeString(folder.resolve("weights"), "of another CPU"));

        assertEquals(first, second);
    }

    @Test
    void keepsWhatTheRetentionSaysAndAllOfOthers() throws IOException {
        store.publish("checkpoints/tales/another/step-00000001", ShelfTest::weights);
        for (int step = 1; step <= 5; step++) {
            keep(step);
        }

        shelf.prune(job, new Retention(1, 2), 1);

        assertEquals(
                List.of(
                        "checkpoints/tales/another/step-00000001",
                        "checkpoints/tales/job-1/step-00000001",
                        "checkpoints/tales/job-1/step-00000002",
                        "checkpoints/tales/job-1/step-00000004",
                        "checkpoints/tales/job-1/step-00000005"),
                store.list("checkpoints").stream().map(Artifact::key).toList());
    }

    private ArtifactReference keep(long step) throws IOException {
        return shelf.keep(
                job,
                saved(step),
                folder -> Files.writeString(folder.resolve("weights"), "weights " + step));
    }

    private static void weights(Path folder) throws IOException {
        Files.writeString(folder.resolve("weights"), "others");
    }

    private SavedJob saved(long step) {
        return new SavedJob(
                job.digest(),
                step,
                100,
                Requests.CORPUS,
                Requests.CORPUS,
                300,
                32,
                1000,
                2.5,
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
