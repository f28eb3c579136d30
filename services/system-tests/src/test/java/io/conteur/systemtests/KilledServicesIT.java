package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.events.ArtifactReference;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.wire.Topic;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole line as processes, each of which is killed in the middle of its work and started again.
 * One system serves all tests, in the order in which data flows.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KilledServicesIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String MODEL = "micro";
    private static final int PROMPTS = 12;
    private static final TokenizerSettings SETTINGS =
            TokenizerSettingsBuilder.builder()
                    .vocabularySize(120)
                    .hardVocabularyLimit(false)
                    .build();

    @TempDir static Path folder;

    private static Stage stage;
    private static ServiceProcess tokenizerTrainer;
    private static ServiceProcess modelTrainer;
    private static ServiceProcess storyGenerator;
    private static ServiceProcess httpApi;
    private static Ledger ledger;
    private static ArtifactReference corpus;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.in(folder);
        ledger = stage.ledger();
        corpus = stage.corpus();
        tokenizerTrainer = stage.service("tokenizer-trainer");
        modelTrainer = stage.service("model-trainer");
        storyGenerator = stage.service("story-generator");
        httpApi = stage.service("http-api");
    }

    @AfterAll
    static void stop() throws Exception {
        for (ServiceProcess service :
                List.of(httpApi, storyGenerator, modelTrainer, tokenizerTrainer)) {
            service.close();
        }
        stage.close();
    }

    @Test
    @Order(1)
    void aKilledTokenizerTrainerStillTrainsEachTokenizerOnce() throws Exception {
        for (int i = 0; i < 6; i++) {
            String name = "killed-" + i;
            ledger.send(
                    Topic.TOKENIZER_REQUESTS,
                    name,
                    new TokenizerRequested("tokenizer-job-" + i, name, corpus, SETTINGS),
                    "tokenizer-job-" + i);
        }
        await().atMost(LIMIT).until(() -> ledger.all(TokenizerTrained.class).count() >= 1);

        tokenizerTrainer.kill();
        tokenizerTrainer.restart();

        await().atMost(LIMIT).until(() -> terminal(Work.TOKENIZER, State.COMPLETED).size() == 6);
        Map<String, Set<ArtifactReference>> artifacts =
                ledger.all(TokenizerTrained.class)
                        .collect(
                                Collectors.groupingBy(
                                        TokenizerTrained::name,
                                        Collectors.mapping(
                                                TokenizerTrained::artifact, Collectors.toSet())));
        artifacts.values().forEach(same -> assertEquals(1, same.size()));
    }

    @Test
    @Order(2)
    void aKilledModelTrainerResumesAndEndsItsJobOnce() throws Exception {
        ledger.send(Topic.TRAINING_REQUESTS, MODEL, training(), "training-job");
        await().atMost(LIMIT).until(() -> checkpoints().stream().anyMatch(c -> c.step() >= 20));

        modelTrainer.kill();
        modelTrainer.restart();

        await().atMost(LIMIT)
                .until(() -> checkpoints().stream().anyMatch(CheckpointPublished::last));
        await().atMost(LIMIT).until(() -> terminal(Work.MODEL, State.COMPLETED).size() == 1);
        assertEquals(
                120,
                checkpoints().stream().mapToLong(CheckpointPublished::step).max().orElseThrow());
        assertEquals(
                1,
                checkpoints().stream().filter(checkpoint -> checkpoint.step() == 10).count(),
                "the second trainer goes on where the first was killed");
    }

    @Test
    @Order(3)
    void aKilledStoryGeneratorAnswersEveryPromptWithOneText() throws Exception {
        for (int i = 0; i < PROMPTS; i++) {
            String prompt = "A fox and the number " + i;
            ledger.send(
                    Topic.PROMPTS,
                    prompt,
                    PromptSubmittedBuilder.builder()
                            .prompt(prompt)
                            .id("prompt-" + i)
                            .model(MODEL)
                            .temperature(0.9)
                            .maxTokens(40)
                            .build(),
                    "prompt-" + i);
        }
        await().atMost(LIMIT).until(() -> stories().count() >= 2);

        storyGenerator.kill();
        storyGenerator.restart();

        await().atMost(LIMIT)
                .until(
                        () ->
                                stories().map(StoryWritten::id).distinct().count() == PROMPTS
                                        && lastParts() >= PROMPTS);
        Map<String, Set<String>> texts =
                stories()
                        .collect(
                                Collectors.groupingBy(
                                        StoryWritten::id,
                                        Collectors.mapping(
                                                story -> story.outcome() + ":" + story.story(),
                                                Collectors.toSet())));
        texts.forEach((id, same) -> assertEquals(1, same.size(), id));
        stories().forEach(story -> assertEquals(Outcome.COMPLETED, story.outcome()));
    }

    @Test
    @Order(4)
    void anHttpClientIsAnsweredByTheSameGenerators() throws Exception {
        await().atMost(LIMIT).until(httpApi::healthy);
        OpenAiClient client = new OpenAiClient(httpApi.address().orElseThrow());
        String prompt = "'model': 'micro', 'prompt': 'A fox', 'seed': 1, 'max_tokens': 20";

        JsonNode whole = OpenAiClient.json(client.ask("{%s}".formatted(prompt)));
        String streamed = OpenAiClient.text(client.ask("{%s, 'stream': true}".formatted(prompt)));

        String text = whole.at("/choices/0/text").asText();
        assertEquals(text, streamed);
        await().atMost(LIMIT)
                .until(
                        () ->
                                stories()
                                        .filter(it -> it.id().equals(whole.path("id").asText()))
                                        .anyMatch(story -> text.equals(story.story())));
    }

    @Test
    @Order(5)
    void anOutageOfTheBrokerIsUnavailableToHttpClientsUntilItIsOver() throws Exception {
        OpenAiClient client = new OpenAiClient(httpApi.address().orElseThrow());
        String prompt = "{'prompt': 'A fox', 'max_tokens': 5}";
        stage.broker().kill();

        HttpResponse<String> during = client.ask(prompt);
        stage.broker().restart();

        assertEquals(503, during.statusCode());
        assertEquals("1", during.headers().firstValue("retry-after").orElse(""));
        await().atMost(LIMIT).until(() -> client.ask(prompt).statusCode() == 200);
    }

    private static TrainingRequested training() {
        return TrainingRequestedBuilder.builder()
                .model(MODEL)
                .id("training-job")
                .corpus(corpus)
                .size(TrainingRequested.Size.TINY)
                .vocabularySize(300)
                .steps(120)
                .settings(
                        TrainingSettingsBuilder.builder()
                                .context(64)
                                .batch(4)
                                .seed(1L)
                                .checkpointEverySteps(10)
                                .validateEverySteps(60)
                                .sampleEverySteps(60)
                                .validationFraction(0.05)
                                .samplePrompts(List.of("A fox"))
                                .build())
                .build();
    }

    private static Stream<StoryWritten> stories() {
        return ledger.all(StoryWritten.class).filter(story -> story.origin() == Origin.PROMPT);
    }

    private static long lastParts() {
        return ledger.all(StoryPartWritten.class)
                .filter(StoryPartWritten::last)
                .map(StoryPartWritten::id)
                .distinct()
                .count();
    }

    private static List<CheckpointPublished> checkpoints() {
        return ledger.all(CheckpointPublished.class).toList();
    }

    private static Set<String> terminal(Work work, State state) {
        return ledger.all(Progressed.class)
                .filter(progressed -> progressed.work() == work && progressed.state() == state)
                .map(Progressed::id)
                .filter(id -> !id.equals("training-job-tokenizer"))
                .collect(Collectors.toSet());
    }
}
