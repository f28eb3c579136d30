package io.conteur.console.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.console.StagedServices;
import io.conteur.events.wire.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a page sends becomes records and artifacts. */
@QuarkusTest
@QuarkusTestResource(TemporaryStore.class)
class RequestsTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/")
    URI root;

    @Inject ArtifactStore store;

    private StagedServices services;
    private HttpCalls http;
    private final String id = "test-" + UUID.randomUUID();

    @BeforeEach
    void enter() {
        services = new StagedServices(bootstrapServers);
        http = new HttpCalls(root);
    }

    @AfterEach
    void leave() {
        services.close();
    }

    @Test
    void aPromptIsSentUnderItsIdWithEveryFieldAndItsWholeSeed() throws Exception {
        HttpCalls.Answer answer =
                http.post(
                        "/api/prompts",
                        ("{'id':'%s','prompt':'A"
                                        + " dog','temperature':0,'seed':'-8895338553836321575','stop':['x'],"
                                        + "'logitBias':[{'token':3,'bias':-1}],'deadline':'2030-01-01T00:00:00Z'}")
                                .formatted(id));

        JsonNode record = record(id, Topic.PROMPTS.name());
        assertEquals(200, answer.status(), answer.text());
        assertEquals(id, record.path("key").asText());
        assertTrue(record.path("value").asText().contains("\"seed\":-8895338553836321575"));
        assertTrue(record.path("value").asText().contains("\"logitBias\":[{\"token\":3"));
        assertEquals("urn:conteur:console", record.at("/headers/ce_source").asText());
    }

    @Test
    void whatIsNotRightIsSaidByTheNameOfTheField() throws Exception {
        HttpCalls.Answer answer = http.post("/api/prompts", "{'prompt':'A dog','topP':7}");

        assertEquals(400, answer.status());
        assertEquals("/topP must be from 0 to 1, is 7.0", answer.json().path("error").asText());
        assertEquals(400, http.post("/api/prompts", "no JSON").status());
    }

    @Test
    void stoppingAPromptSendsAnEmptyRecordUnderItsKey() throws Exception {
        http.post("/api/prompts", "{'id':'%s','prompt':'A dog'}".formatted(id));

        HttpCalls.Answer answer = http.post("/api/prompts/stop", "{'key':'%s'}".formatted(id));

        assertEquals(200, answer.status(), answer.text());
        await().atMost(Duration.ofMinutes(1)).until(() -> records(id).size() == 2);
        assertTrue(records(id).stream().anyMatch(record -> record.path("value").isNull()));
    }

    @Test
    void aPartitionThatDoesNotExistIsRefused() throws Exception {
        for (String partition : List.of("-1", "99", "1.5", "'one'")) {
            String body = "{'key':'%s','partition':%s}".formatted(id, partition);
            HttpCalls.Answer answer = http.post("/api/prompts/stop", body);

            assertEquals(400, answer.status(), answer.text());
            assertTrue(answer.text().contains("/partition must be"), answer.text());
        }
    }

    @Test
    void aTrainingIsRequestedOnAnUploadedCorpusAndCancelled() throws Exception {
        HttpCalls.Answer uploaded = http.upload("tales", "A dog\nA fox", "It barks.\nIt runs.");
        assertEquals(200, uploaded.status(), uploaded.text());
        String key = uploaded.json().path("key").asText();
        String sha256 = uploaded.json().path("sha256").asText();
        assertEquals(2, uploaded.json().path("pairs").asInt());

        HttpCalls.Answer answer =
                http.post(
                        "/api/trainings",
                        "{'model':'%s','size':'tiny','steps':9,'corpus':{'key':'%s','sha256':'%s'}}"
                                .formatted(id, key, sha256));

        assertEquals(200, answer.status(), answer.text());
        JsonNode record = record(id, Topic.TRAINING_REQUESTS.name());
        assertTrue(record.path("value").asText().contains("\"steps\":9"));
        assertTrue(http.get("/api/corpora").text().contains(key));
        http.post("/api/trainings/cancel", "{'model':'%s'}".formatted(id));
        await().atMost(Duration.ofMinutes(1)).until(() -> records(id).size() == 2);
    }

    @Test
    void filesThatAreNoPairsAreRefused() throws Exception {
        assertEquals(
                "the prompts have 2 lines and the stories 1; line n of one must belong to line n of"
                        + " the other",
                error(http.upload("tales", "A dog\nA fox", "It barks.")));
        assertEquals(
                "line 2 of the prompts is empty",
                error(http.upload("tales", "A dog\n\nA fox", "It barks.")));
        assertEquals(
                "/name must be 1 to 100 letters, digits, dots, dashes or underscores",
                error(http.upload("../tales", "A dog", "It barks.")));
    }

    @Test
    void aCheckpointIsTakenAlongWithoutWhatOnlyATrainerNeeds() throws Exception {
        Artifact checkpoint =
                store.publish(
                        "checkpoints/mine/" + id,
                        folder -> {
                            write(folder, "config.json");
                            write(folder, "model.safetensors");
                            write(folder, "optimizer.safetensors");
                        });

        HttpCalls.Answer zip =
                http.get(
                        "/api/checkpoints/zip?key=%s&sha256=%s"
                                .formatted(checkpoint.key(), checkpoint.sha256()));

        assertEquals(
                List.of("mine-" + id + "/config.json", "mine-" + id + "/model.safetensors"),
                entries(zip.bytes()));
        assertEquals(
                404,
                http.get("/api/checkpoints/zip?key=no/such&sha256=" + checkpoint.sha256())
                        .status());
        assertEquals(400, http.get("/api/checkpoints/zip?key=../x&sha256=1").status());
    }

    @Test
    void recordsOfAnIdAreFoundAcrossTopicsInOrder() throws Exception {
        http.post("/api/prompts", "{'id':'%s','prompt':'A dog'}".formatted(id));
        services.part(id, 0, "It barks.", true);
        services.flush();
        services.story(id, "A dog", "It barks.", "");
        services.flush();

        await().atMost(Duration.ofMinutes(1)).until(() -> records(id).size() == 3);

        assertEquals(
                List.of("conteur.prompts", "conteur.story-parts", "conteur.stories"),
                records(id).stream().map(record -> record.path("topic").asText()).toList());
    }

    @Test
    void recordsAreFoundAsLongAsTheirTextIsNotTooLong() throws Exception {
        for (int i = 0; i < 250; i++) {
            services.part(id, i, "x".repeat(20_000), false);
        }
        services.flush();

        await().atMost(Duration.ofMinutes(1)).until(() -> records(id).size() > 200);

        JsonNode answer = http.get("/api/records?of=" + id).json();
        assertEquals(208, answer.path("records").size());
        assertFalse(answer.path("complete").asBoolean());
    }

    private JsonNode record(String key, String topic) throws Exception {
        await().atMost(Duration.ofMinutes(1)).until(() -> !records(key).isEmpty());
        return records(key).stream()
                .filter(record -> record.path("topic").asText().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> records(String key) throws IOException, InterruptedException {
        List<JsonNode> records = new ArrayList<>();
        http.get("/api/records?of=" + key).json().path("records").forEach(records::add);
        return records;
    }

    private static String error(HttpCalls.Answer answer) throws IOException {
        assertEquals(400, answer.status(), answer.text());
        return answer.json().path("error").asText();
    }

    private static void write(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve(name), name);
    }

    private static List<String> entries(byte[] zip) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
