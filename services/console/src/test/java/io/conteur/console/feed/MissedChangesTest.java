package io.conteur.console.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.console.StagedServices;
import io.conteur.console.change.Change;
import io.conteur.events.wire.Topic;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Replays over a real broker. */
@QuarkusTest
class MissedChangesTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String run = UUID.randomUUID().toString();

    @Test
    void aReplayOfTooManyCharactersIsGivenUp() {
        Positions from = end();
        stageStories(20);

        assertEquals(20, replayed(from, 1 << 20).orElseThrow().size());
        assertEquals(Optional.empty(), replayed(from, 10_000));
    }

    @Test
    void nothingIsMissedBetweenAPositionAndItself() {
        Positions now = end();

        assertTrue(missed(1).between(now, now).orElseThrow().isEmpty());
    }

    private void stageStories(int count) {
        try (StagedServices services = new StagedServices(bootstrapServers)) {
            for (int story = 0; story < count; story++) {
                services.story(run + "-" + story, "A dog", "It barks. ".repeat(100), "");
            }
            services.flush();
        }
    }

    private Optional<List<Change>> replayed(Positions from, long characters) {
        return missed(characters)
                .between(from, end())
                .map(
                        changes ->
                                changes.stream()
                                        .filter(change -> change.subject().startsWith(run))
                                        .toList());
    }

    private MissedChanges missed(long characters) {
        return new MissedChanges(client(), new MissedChanges.Limits(20_000, characters));
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    /** Where the topic of stories ends now; of others nothing is replayed. */
    private Positions end() {
        new StagedServices(bootstrapServers).close(); // Creates it.
        try (TopicReader reader = new TopicReader(client())) {
            Set<TopicPartition> stories =
                    reader.partitions().stream()
                            .filter(each -> each.topic().equals(Topic.STORIES.name()))
                            .collect(Collectors.toSet());
            reader.assign(stories);
            return Positions.of(reader.ends(stories));
        }
    }
}
