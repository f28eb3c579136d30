package io.conteur.storygenerator.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.wire.Topic;
import io.conteur.storygenerator.models.MicroModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service with a real broker, and a client that sends trace context. */
@QuarkusTest
@QuarkusTestResource(TemporaryArtifactStore.class)
class TracedPromptTest {
    private static final String TRACE = "00-" + "0123456789abcdef".repeat(2) + "-";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "conteur.artifacts.root")
    Path root;

    private ServiceClient client;
    private final String key = "a dog " + UUID.randomUUID();

    @BeforeEach
    void announceAModel() throws IOException {
        client = new ServiceClient(bootstrapServers);
        client.announce(MicroModel.publish(ArtifactStore.at(root), "micro", 1));
    }

    @AfterEach
    void leave() {
        client.close();
    }

    @Test
    void everyPartAndTheStoryAreInThePromptsTrace() {
        client.send(key, "{\"prompt\":\"a dog\"}", TRACE + "b7ad6b7169203331-01");

        List<String> answers = answers();

        assertTrue(answers.size() > 1);
        assertTrue(answers.stream().allMatch(a -> a.startsWith(TRACE) && a.endsWith("-01")));
        assertEquals(answers.size(), Set.copyOf(answers).size());
    }

    @Test
    void withoutATraceOfItsSenderAPromptStartsOne() {
        client.send(key, "{\"prompt\":\"a dog\"}", "malformed");

        List<String> traces = answers().stream().map(answer -> answer.substring(0, 36)).toList();

        assertEquals(1, Set.copyOf(traces).size());
        assertNotEquals(TRACE, traces.get(0));
    }

    private List<String> answers() {
        List<String> answers = new ArrayList<>(client.traceparents(Topic.STORIES, key));
        answers.addAll(client.traceparents(Topic.STORY_PARTS, key));
        return answers;
    }
}
