package io.conteur.tokenizertrainer.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokenizerTrainerTest {
    private static final String REQUESTS = Topic.TOKENIZER_REQUESTS.name();
    private static final String DEAD_LETTERS = Topic.TOKENIZER_REQUESTS.deadLetterName();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "conteur.artifacts.root")
    Path root;

    private TokenizerClient client;
    private ArtifactStore store;

    @BeforeEach
    void connect() throws IOException {
        client = new TokenizerClient(bootstrapServers);
        store = ArtifactStore.at(root);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aRequestEndsInATokenizer() throws IOException {
        ArtifactReference corpus = corpus();

        request("whole", new TokenizerRequested("whole-1", "whole", corpus, vocabulary(100)));

        awaitEnds("whole", 1);
        TokenizerTrained trained = trained("whole").get(0);
        assertEquals("whole-1", trained.id());
        assertEquals(100, trained.vocabularySize());
        assertEquals(corpus, trained.corpus());
        assertTrue(trained.bytesPerToken() > 1);
        Path folder = store.fetch(trained.artifact().key(), trained.artifact().sha256());
        assertTrue(Files.size(folder.resolve("tokenizer.model")) > 0);
        assertTrue(Files.size(folder.resolve("tokenizer.vocab")) > 0);
        assertTrue(Files.size(folder.resolve("tokenizer_config.json")) > 0);
        assertEquals(State.COMPLETED, ends("whole").get(0).state());
    }

    @Test
    void poisonGoesAsideAsReceivedAndItsNeighboursAreServed() throws IOException {
        byte[] malformed = "{\"name\": \"secret".getBytes(StandardCharsets.UTF_8);
        byte[] illTyped = "{\"name\":7,\"corpus\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        byte[] notText = {(byte) 0xff, 0, (byte) 0xfe};
        ArtifactReference corpus = corpus();

        request("poisoned", new TokenizerRequested("first", "poisoned", corpus, vocabulary(90)));
        client.send(REQUESTS, "poisoned", malformed);
        client.send(REQUESTS, "poisoned", illTyped);
        client.send(REQUESTS, "poisoned", notText);
        request("poisoned", new TokenizerRequested("last", "poisoned", corpus, vocabulary(95)));

        awaitEnds("poisoned", 2);
        await().atMost(PATIENCE).until(() -> deadLetters("poisoned").size() == 3);
        assertArrayEquals(malformed, deadLetters("poisoned").get(0).value());
        assertArrayEquals(illTyped, deadLetters("poisoned").get(1).value());
        assertArrayEquals(notText, deadLetters("poisoned").get(2).value());
        assertEquals(
                "/name must be a string, is an integer",
                header(deadLetters("poisoned").get(1), "dead-letter-reason"));
        assertEquals(
                List.of("first", "last"), trained("poisoned").stream().map(e -> e.id()).toList());
    }

    @Test
    void whatCannotBeServedIsRejectedWithAReason() throws IOException {
        ArtifactReference missing = new ArtifactReference("corpora/none", "0".repeat(64));

        request("unserved", new TokenizerRequested("gone", "unserved", missing, null));
        request(
                "unserved",
                new TokenizerRequested("vast", "unserved", corpus(), vocabulary(500_000)));

        awaitEnds("unserved", 2);
        assertEquals(
                List.of(State.REJECTED, State.REJECTED),
                ends("unserved").stream().map(Progressed::state).toList());
        assertTrue(String.valueOf(ends("unserved").get(0).reason()).contains("corpora/none"));
        assertTrue(trained("unserved").isEmpty());
    }

    @Test
    void aRepeatedRequestIsHarmless() throws IOException {
        TokenizerRequested request =
                new TokenizerRequested("again-1", "again", corpus(), vocabulary(80));

        request("again", request);
        request("again", request);

        awaitEnds("again", 2);
        assertEquals(2, trained("again").size());
        assertEquals(trained("again").get(0), trained("again").get(1));
        assertEquals(1, store.list("tokenizers/again").size());
    }

    @Test
    void everyEventThatAnswersIsInTheRequestsTrace() throws IOException {
        TokenizerRequested request =
                new TokenizerRequested("traced-1", "traced", corpus(), vocabulary(80));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        REQUESTS,
                        "traced".getBytes(StandardCharsets.UTF_8),
                        EventCodec.encode(request));
        String trace = "00-" + "0123456789abcdef".repeat(2) + "-";
        byte[] traceparent = (trace + "b7ad6b7169203331-01").getBytes(StandardCharsets.UTF_8);
        record.headers().add("traceparent", traceparent);

        client.send(record);

        awaitEnds("traced", 1);
        List<ConsumerRecord<byte[], byte[]>> answers =
                new ArrayList<>(client.records(Topic.TOKENIZERS.name(), "traced"));
        answers.addAll(client.records(Topic.PROGRESS.name(), "traced"));
        assertTrue(answers.size() > 2);
        assertTrue(answers.stream().allMatch(e -> header(e, "traceparent").startsWith(trace)));
        assertEquals(
                answers.size(),
                answers.stream().map(e -> header(e, "traceparent")).distinct().count());
    }

    private void request(String key, TokenizerRequested request) {
        client.send(REQUESTS, key, EventCodec.encode(request));
    }

    private static TokenizerSettings vocabulary(int size) {
        return TokenizerSettings.ofVocabularySize(size);
    }

    private ArtifactReference corpus() throws IOException {
        Artifact artifact =
                store.publish(
                        "corpora/doors",
                        folder -> {
                            Files.write(folder.resolve("prompts.txt"), lines("A door number "));
                            Files.write(folder.resolve("stories.txt"), lines("It opened on day "));
                        });
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    private static List<String> lines(String start) {
        return IntStream.range(0, 200)
                .mapToObj(i -> start + Integer.toString(i * 7919, 36) + ", slowly.")
                .toList();
    }

    private void awaitEnds(String name, int count) {
        await().atMost(PATIENCE).until(() -> ends(name).size() == count);
    }

    private List<Progressed> ends(String name) {
        return client.records(Topic.PROGRESS.name(), name).stream()
                .map(record -> EventCodec.decode(Topic.PROGRESS, record.value()))
                .filter(event -> event.state().terminal())
                .toList();
    }

    private List<TokenizerTrained> trained(String name) {
        return client.records(Topic.TOKENIZERS.name(), name).stream()
                .map(record -> EventCodec.decode(Topic.TOKENIZERS, record.value()))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(String key) {
        return client.records(DEAD_LETTERS, key);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return TokenizerClient.text(record.headers().lastHeader(name).value());
    }
}
