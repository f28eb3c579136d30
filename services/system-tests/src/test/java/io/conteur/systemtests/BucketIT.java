package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services share a bucket instead of a folder. */
class BucketIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String KEY_ID = "test";
    private static final String SECRET = "secret-of-the-test";
    private static final String ROOT = "s3://artifacts-of-the-test/some/prefix";

    @TempDir Path folder;
    private Stage stage;
    private S3Proxy server;

    @BeforeEach
    void start() throws Exception {
        System.setProperty("aws.accessKeyId", KEY_ID);
        System.setProperty("aws.secretAccessKey", SECRET);
        stage = Stage.in(folder);
        Path objects = Files.createDirectories(folder.toRealPath().resolve("server"));
        Files.createDirectory(objects.resolve("artifacts-of-the-test"));
        server =
                S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY_ID, SECRET)
                        .metricsEnabled(false)
                        .build();
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        stage.close();
    }

    @Test
    void trainsAndTellsAStoryAndTheGeneratorFetchesLessThanHalfOfACheckpoint() throws Exception {
        ArtifactStore bucket =
                ArtifactStore.open(ROOT, RemoteSettings.fromEnvironment(environment("test")));
        Artifact corpus = bucket.publish("corpora/micro", this::copyTheCorpus);
        assertEquals(stage.corpus().sha256(), corpus.sha256());

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
        long fetched = bytesBelow(cache("story-generator").resolve("files"));
        assertTrue(
                fetched < checkpoint.bytes() / 2,
                fetched + " of " + checkpoint.bytes() + " bytes were fetched");
    }

    private Stream<StoryWritten> stories() {
        return stage.ledger()
                .all(StoryWritten.class)
                .filter(story -> story.origin() == Origin.PROMPT);
    }

    private void copyTheCorpus(Path to) throws IOException {
        for (String file : List.of("prompts.txt", "stories.txt")) {
            Files.copy(folder.resolve("artifacts/corpora/micro").resolve(file), to.resolve(file));
        }
    }

    private ServiceProcess service(String name) throws IOException {
        return ServiceProcess.start(
                name, folder, stage.broker().bootstrapServers(), environment(name));
    }

    private Map<String, String> environment(String name) {
        Map<String, String> environment = new HashMap<>();
        environment.put("CONTEUR_ARTIFACTS_ROOT", ROOT);
        environment.put("CONTEUR_ARTIFACTS_S3_ENDPOINT", "http://127.0.0.1:" + server.getPort());
        environment.put("CONTEUR_ARTIFACTS_CACHE_DIRECTORY", cache(name).toString());
        environment.put("AWS_ACCESS_KEY_ID", KEY_ID);
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
        return environment;
    }

    private Path cache(String name) {
        return folder.resolve("cache-" + name);
    }

    private static long bytesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
