package io.conteur.storygenerator.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.wire.PromptPool;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A generator of a pool answers the pool's prompts alone. */
@QuarkusTest
@QuarkusTestResource(TemporaryArtifactStore.class)
@TestProfile(PooledGeneratorTest.OfAPool.class)
class PooledGeneratorTest {
    private static final PromptPool POOL = new PromptPool("large");

    public static final class OfAPool implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("conteur.generator.pool", POOL.name());
        }
    }

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String key = "a dog " + UUID.randomUUID();

    @Test
    void answersThePromptsOfItsPoolAlone() {
        try (ServiceClient client = new ServiceClient(bootstrapServers)) {
            client.send(key, "{\"prompt\":\"a dog\",\"model\":\"none\"}");
            client.send(POOL.topic(), key, "{\"prompt\":\"a cat\",\"model\":\"none\"}");

            StoryWritten outcome = client.story(key);

            assertEquals("a cat", outcome.prompt());
            assertEquals(Outcome.REJECTED, outcome.outcome());
            assertTrue(outcome.id().startsWith(POOL.topic().name()), outcome.id());
        }
    }
}
