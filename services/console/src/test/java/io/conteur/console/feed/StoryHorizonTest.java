package io.conteur.console.feed;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.console.StagedServices;
import io.conteur.console.change.Change;
import io.conteur.console.change.Change.Kind;
import io.conteur.events.wire.Topic;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A feed over a real broker, with more stories than it reads back. */
@QuarkusTest
class StoryHorizonTest {
    private static final int HISTORY = 5;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String key = UUID.randomUUID().toString();

    @Test
    void aPromptOlderThanTheStoriesThatAreReadDoesNotWait() {
        try (StagedServices services = new StagedServices(bootstrapServers)) {
            prompt(services, "old");
            for (int story = 0; story < 3 * HISTORY; story++) {
                services.send(
                        Topic.STORIES,
                        key,
                        "{'id':'story-%d','outcome':'completed','prompt':'A dog'}"
                                .formatted(story));
                services.flush(); // Each later than the one before.
            }
            prompt(services, "new");
        }

        assertEquals(List.of("new\n" + key), waiting());
    }

    private void prompt(StagedServices services, String id) {
        services.send(Topic.PROMPTS, key, "{'id':'%s','prompt':'A dog'}".formatted(id));
        services.flush();
    }

    /** The prompts that a page which is opened now would be shown. */
    private List<String> waiting() {
        AtomicReference<List<Change>> snapshot = new AtomicReference<>();
        LiveView view = new LiveView();
        view.join(new FirstSnapshot(snapshot));
        try (TopicFeed feed =
                new TopicFeed(Map.of("bootstrap.servers", bootstrapServers), view, HISTORY)) {
            feed.want(true);
            await().atMost(Duration.ofMinutes(1)).until(() -> snapshot.get() != null);
        }
        return snapshot.get().stream()
                .filter(change -> change.kind() == Kind.PROMPT)
                .map(Change::subject)
                .filter(subject -> subject.endsWith(key))
                .toList();
    }

    private record FirstSnapshot(AtomicReference<List<Change>> changes) implements Subscriber {
        @Override
        public void snapshot(List<Change> all, Positions positions) {
            changes.set(all);
        }

        @Override
        public void changed(List<Change> more, Positions positions) {}

        @Override
        public void outdated() {}
    }
}
