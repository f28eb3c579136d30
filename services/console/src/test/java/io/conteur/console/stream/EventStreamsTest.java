package io.conteur.console.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.console.StagedServices;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server-sent events over a real broker. */
@QuarkusTest
class EventStreamsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/events")
    URI events;

    @Inject EventStreams streams;

    private StagedServices services;
    private final String run = UUID.randomUUID().toString();

    @BeforeEach
    void enter() {
        services = new StagedServices(bootstrapServers);
    }

    @AfterEach
    void leave() {
        services.close();
    }

    @Test
    void whoComesLaterIsToldWhatThereIsAndThenWhatChanges() throws IOException {
        services.part(run, 0, "Once ", false);
        services.part(run, 1, "upon", false);
        services.flush();

        try (StreamReader reader = new StreamReader(events)) {
            await().atMost(LIMIT).until(() -> textOf(reader).equals("Once upon"));
            assertTrue(reader.messages().get(0).path("reset").asBoolean());
            services.part(run, 2, " a time", true);

            await().atMost(LIMIT).until(() -> textOf(reader).equals("Once upon a time"));
        }
    }

    @Test
    void aSnapshotThatIsSentInManyPiecesComesWhole() throws IOException {
        int stories = 40;
        for (int story = 0; story < stories; story++) {
            services.story(run + "-" + story, "A dog", "It barks. ".repeat(5_000), "");
        }
        services.flush();

        try (StreamReader reader = new StreamReader(events)) {
            await().atMost(LIMIT).until(() -> stories(reader) == stories);
        }
    }

    @Test
    void aReaderThatComesBackIsToldOnlyWhatItHasMissed() throws IOException {
        services.part(run, 0, "Once ", false);
        services.flush();
        try (StreamReader reader = new StreamReader(events)) {
            await().atMost(LIMIT).until(() -> textOf(reader).equals("Once "));
            int told = reader.messages().size();

            streams.cut();
            services.part(run, 1, "upon", true);

            await().atMost(LIMIT).until(() -> textOf(reader).equals("Once upon"));
            List<JsonNode> later = reader.messages().subList(told, reader.messages().size());
            assertTrue(reader.connections() > 1);
            assertTrue(later.stream().noneMatch(message -> message.path("reset").asBoolean()));
        }
    }

    @Test
    void streamsThatAreCutAtRandomMissNothingAndRepeatNothing() throws Exception {
        int stories = 300;
        int parts = 6;
        Random random = new Random(1);
        try (StreamReader reader = new StreamReader(events)) {
            await().atMost(LIMIT).until(() -> !reader.messages().isEmpty());
            for (int story = 0; story < stories; story++) {
                for (int part = 0; part < parts; part++) {
                    services.part(run + "-" + story, part, part + " ", part == parts - 1);
                }
                if (random.nextInt(6) == 0) {
                    services.flush();
                    // On a busy machine the reader may not be back yet after the last cut.
                    await().atMost(LIMIT).until(() -> streams.size() > 0);
                    streams.cut();
                }
            }
            services.flush();

            String whole = "0 1 2 3 4 5 ";
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    IntStream.range(0, stories)
                                            .allMatch(
                                                    story ->
                                                            texts(reader)
                                                                    .getOrDefault(
                                                                            run + "-" + story, "")
                                                                    .equals(whole)));
            assertTrue(reader.connections() > 5);
        }
    }

    @Test
    void anIdThatWasMadeUpIsAnsweredByEverythingAnew() throws IOException {
        services.part(run, 0, "Once", false);
        services.flush();
        try (StreamReader reader =
                new StreamReader(URI.create(events + "?after=story-parts%3D999999999"))) {
            await().atMost(LIMIT).until(() -> textOf(reader).equals("Once"));

            assertTrue(reader.messages().get(0).path("reset").asBoolean());
        }
    }

    @Test
    void healthOfTheBrokerIsMeasuredWhileSomebodyLooks() throws IOException {
        try (StreamReader reader = new StreamReader(events)) {
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    changes(reader).stream()
                                            .anyMatch(
                                                    change ->
                                                            change.path("name")
                                                                            .asText()
                                                                            .equals("broker")
                                                                    && change.at("/value/up")
                                                                            .asBoolean()));
        }
        await().atMost(LIMIT).until(() -> streams.size() == 0);
    }

    private String textOf(StreamReader reader) {
        return texts(reader).getOrDefault(run, "");
    }

    private long stories(StreamReader reader) {
        return changes(reader).stream()
                .filter(change -> change.at("/value/id").asText().startsWith(run + "-"))
                .filter(change -> change.at("/value/story").asText().length() == 50_000)
                .count();
    }

    /** What a page would show: the joined parts, begun anew by each snapshot. */
    private static Map<String, String> texts(StreamReader reader) {
        Map<String, String> texts = new HashMap<>();
        for (JsonNode message : List.copyOf(reader.messages())) {
            if (message.path("reset").asBoolean()) {
                texts.clear();
            }
            for (JsonNode change : message.path("changes")) {
                if (change.path("kind").asText().equals("part")) {
                    texts.merge(
                            change.path("id").asText(),
                            change.path("text").asText(),
                            String::concat);
                }
            }
        }
        return texts;
    }

    private static List<JsonNode> changes(StreamReader reader) {
        List<JsonNode> changes = new ArrayList<>();
        reader.messages().forEach(message -> message.path("changes").forEach(changes::add));
        return changes;
    }
}
