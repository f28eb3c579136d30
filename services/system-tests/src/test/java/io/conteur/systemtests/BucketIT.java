package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services share a bucket instead of a folder. */
class BucketIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir Path folder;
    private Stage stage;
    private BucketServer server;

    @BeforeEach
    void start() throws Exception {
        stage = Stage.in(folder);
        server = BucketServer.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        stage.close();
    }

    @Test
    void trainsAndTellsAStoryAndTheGeneratorFetchesLessThanHalfOfACheckpoint() throws Exception {
        ArtifactStore bucket = server.store();
        stage.copyCorpus(bucket);

        try (ServiceProcess tokenizers = service("tokenizer-trainer");
                ServiceProcess models = service("model-trainer")) {
            MicroTraining.onRunning(stage);
        }
        try (ServiceProcess generator = service("story-generator")) {
            stage.ledger().send(Topic.PROMPTS, "A fox", PromptSubmitted.of("A fox"), "prompt");
            await().atMost(LIMIT).until(() -> stories().count() == 1);
        }

        assertEquals(Outcome.COMPLETED, stories().findFirst().orElseThrow().outcome());
        CheckpointPublished last =
                stage.ledger()
                        .all(CheckpointPublished.class)
                        .filter(CheckpointPublished::last)
                        .findFirst()
                        .orElseThrow();
        Artifact checkpoint = bucket.list(last.artifact().key()).get(0);
        long fetched = bytesBelow(server.cache("story-generator").resolve("files"));
        assertTrue(
                fetched < checkpoint.bytes() / 2,
                fetched + " of " + checkpoint.bytes() + " bytes were fetched");
    }

    private Stream<StoryWritten> stories() {
        return stage.ledger()
                .all(StoryWritten.class)
                .filter(story -> story.origin() == Origin.PROMPT);
    }

    private ServiceProcess service(String name) throws IOException {
        return ServiceProcess.start(
                name, folder, stage.broker().bootstrapServers(), server.environment(name));
    }

    private static long bytesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
