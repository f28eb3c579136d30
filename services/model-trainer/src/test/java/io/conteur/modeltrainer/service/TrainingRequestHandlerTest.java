package io.conteur.modeltrainer.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.Generator;
import io.conteur.modeltrainer.job.TestCorpus;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TrainingRequestHandlerTest {
    private static final int STEPS = 6;

    /** A context of 32 and a batch of 2. */
    private static final TrainingSettings SETTINGS =
            TrainingSettingsBuilder.builder().context(32).batch(2).checkpointEverySteps(2).build();

    private final String id = UUID.randomUUID().toString();
    private final String model = "model-" + id;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "conteur.artifacts.root")
    Path root;

    @Liveness @Inject ModelTrainerLiveness liveness;
    @Readiness @Inject ModelTrainerReadiness readiness;
    private ArtifactStore store;
    private KafkaClient kafka;
    private KafkaClient.Seen<Progressed> progress;

    @BeforeEach
    void connect() throws IOException {
        store = ArtifactStore.at(root);
        kafka = new KafkaClient(servers);
        progress = kafka.follow(Topic.PROGRESS);
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void aPoisonRecordGoesAsideAsItCameAndTheNextJobRuns() throws IOException {
        byte[] poison = ("{\"model\":\"" + id).getBytes(StandardCharsets.UTF_8);
        kafka.send(Topic.TRAINING_REQUESTS, model, poison);
        kafka.send(Topic.TRAINING_REQUESTS, model, request(corpus("a\n", "\n")));

        assertEquals(State.REJECTED, end().state());

        ConsumerRecord<byte[], byte[]> aside = kafka.deadLetter(Topic.TRAINING_REQUESTS, poison);
        assertArrayEquals(model.getBytes(StandardCharsets.UTF_8), aside.key());
        String reason =
                new String(
                        aside.headers().lastHeader("dead-letter-reason").value(),
                        StandardCharsets.UTF_8);
        assertTrue(reason.contains("well-formed JSON"), reason);
    }

    @Test
    void aBadCorpusIsRejectedByItsLine() throws IOException {
        kafka.send(Topic.TRAINING_REQUESTS, model, request(corpus("a\nb\n", "a story\n\n")));

        assertEquals("stories.txt line 2 is empty; every line must hold a text", end().reason());
    }

    @Test
    void aCorpusThatDoesNotExistIsRejected() {
        ArtifactReference missing = new ArtifactReference("corpora/missing", "0".repeat(64));
        kafka.send(Topic.TRAINING_REQUESTS, model, request(missing));

        Progressed end = end();

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("corpora/missing"), end.reason());
    }

    @Test
    void aTokenizerThatCannotBeTrainedEndsTheJobWithItsReason() throws IOException {
        KafkaClient.Seen<TokenizerRequested> requests = kafka.follow(Topic.TOKENIZER_REQUESTS);
        TrainingRequested request = request(corpus("a\n", "b\n"));
        kafka.send(Topic.TRAINING_REQUESTS, model, request);

        TokenizerRequested asked = requests.first(each -> each.name().equals(model));
        kafka.send(
                Topic.PROGRESS,
                model,
                Progressed.of(asked.id(), model, Progressed.Work.TOKENIZER, State.REJECTED)
                        .withReason("too few words"));

        assertEquals(id + "-tokenizer", asked.id());
        assertEquals(request.corpus(), asked.corpus());
        assertTrue(end().reason().endsWith("too few words"), end().reason());
        assertTrue(progress.all(this::mine).stream().anyMatch(p -> p.state() == State.WAITING));
    }

    @Test
    void aJobAsksForItsTokenizerAndEndsInAModelThatWrites() throws IOException {
        TestCorpus tales = TestCorpus.in(store, id);
        kafka.send(Topic.TRAINING_REQUESTS, model, request(tales.corpus()));
        kafka.follow(Topic.TOKENIZER_REQUESTS).first(each -> each.name().equals(model));

        publishTokenizer(tales);

        CheckpointPublished last =
                kafka.follow(Topic.CHECKPOINTS).first(each -> each.id().equals(id) && each.last());
        assertEquals(State.COMPLETED, end().state());
        assertEquals(STEPS, last.step());
        StoryWritten story =
                kafka.follow(Topic.STORIES).first(each -> each.id().startsWith(id + "-sample-6"));
        assertEquals(StoryWritten.Origin.TRAINING, story.origin());
        try (Generator generator =
                Generator.load(store.fetch(last.artifact().key(), last.artifact().sha256()))) {
            assertEquals(last.vocabularySize(), generator.architecture().vocabulary());
        }
    }

    @Test
    void aRequestSentTwiceTrainsOnce() throws IOException {
        TestCorpus tales = TestCorpus.in(store, id);
        publishTokenizer(tales);
        TrainingRequested request = request(tales.corpus());
        KafkaClient.Seen<CheckpointPublished> checkpoints = kafka.follow(Topic.CHECKPOINTS);

        kafka.send(Topic.TRAINING_REQUESTS, model, request);
        kafka.send(Topic.TRAINING_REQUESTS, model, request);

        await().atMost(KafkaClient.LIMIT)
                .until(
                        () ->
                                progress.all(this::mine).stream()
                                                .filter(p -> p.state().terminal())
                                                .count()
                                        == 2);
        await().atMost(KafkaClient.LIMIT)
                .until(() -> checkpoints.all(each -> mine(each) && each.last()).size() == 2);
        assertEquals(STEPS / 2, checkpoints.all(this::mine).stream().distinct().count());
        assertEquals(
                1, progress.all(p -> mine(p) && "reading the corpus".equals(p.stage())).size());
    }

    @Test
    void anEmptyValueUnderTheModelsNameCancelsItsTraining() throws IOException {
        TestCorpus tales = TestCorpus.in(store, id);
        publishTokenizer(tales);
        KafkaClient.Seen<CheckpointPublished> checkpoints = kafka.follow(Topic.CHECKPOINTS);
        kafka.send(Topic.TRAINING_REQUESTS, model, endless(tales.corpus()));
        progress.first(each -> mine(each) && each.step() != null && each.step() > 0);

        kafka.send(Topic.TRAINING_REQUESTS, model, new byte[0]);

        assertEquals(State.CANCELLED, end().state());
        CheckpointPublished last = checkpoints.first(each -> mine(each) && each.last());
        assertEquals(end().step(), last.step());
        store.fetch(last.artifact().key(), last.artifact().sha256());
    }

    @Test
    void isReadyAndLiveOnceTokenizersAreRead() {
        await().atMost(KafkaClient.LIMIT)
                .until(() -> readiness.call().getStatus() == HealthCheckResponse.Status.UP);

        assertEquals(HealthCheckResponse.Status.UP, liveness.call().getStatus());
    }

    private void publishTokenizer(TestCorpus tales) {
        kafka.send(Topic.TOKENIZERS, model, tales.trained(id + "-tokenizer", model));
    }

    private boolean mine(CheckpointPublished event) {
        return event.id().equals(id);
    }

    private Progressed end() {
        return progress.first(each -> mine(each) && each.state().terminal());
    }

    private boolean mine(Progressed event) {
        return event.id().equals(id);
    }

    private TrainingRequested request(ArtifactReference corpus) {
        return TrainingRequestedBuilder.builder()
                .model(model)
                .id(id)
                .corpus(corpus)
                .size(TrainingRequested.Size.TINY)
                .vocabularySize(64)
                .steps(STEPS)
                .settings(SETTINGS)
                .build();
    }

    private TrainingRequested endless(ArtifactReference corpus) {
        TrainingSettings settings =
                TrainingSettingsBuilder.builder()
                        .context(32)
                        .batch(2)
                        .validateEverySteps(1_000_000)
                        .sampleEverySteps(1_000_000)
                        .build();
        return TrainingRequestedBuilder.builder()
                .model(model)
                .id(id)
                .corpus(corpus)
                .size(TrainingRequested.Size.TINY)
                .vocabularySize(64)
                .steps(10_000_000)
                .settings(settings)
                .build();
    }

    private ArtifactReference corpus(String prompts, String stories) throws IOException {
        Artifact artifact =
                store.publish(
                        "corpora/test-" + id,
                        folder -> {
                            Files.writeString(folder.resolve("prompts.txt"), prompts);
                            Files.writeString(folder.resolve("stories.txt"), stories);
                        });
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }
}
