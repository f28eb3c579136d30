package io.conteur.cli.remote;

import io.conteur.cli.common.Bounds;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the events of a topic until Ctrl-C. */
@Command(name = "follow", description = "Prints the events of a topic as they come.")
public final class FollowCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(250);

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "TOPIC", description = "One of ${COMPLETION-CANDIDATES}.")
    private FollowedTopic followed = FollowedTopic.STORIES;

    @Option(names = "--from-beginning", description = "Start with what is there already.")
    private boolean fromBeginning;

    @Option(
            names = "--key",
            description =
                    "Only events under this key, of the partition that Kafka's default partitioner"
                            + " chooses for it.")
    private @Nullable String key;

    @Option(
            names = "--partition",
            description =
                    "Only events of this partition. Stories are in the partition of their prompt,"
                            + " which another partitioner or a prompt without a key can place"
                            + " elsewhere than --key expects.")
    private @Nullable Integer partition;

    @Option(names = "--json", description = "Print events as JSON, one per line.")
    private boolean json;

    /** The topics, by the names that users type. */
    enum FollowedTopic {
        STORIES(Topic.STORIES),
        PROGRESS(Topic.PROGRESS),
        CHECKPOINTS(Topic.CHECKPOINTS),
        STORY_PARTS(Topic.STORY_PARTS),
        TOKENIZERS(Topic.TOKENIZERS);

        @SuppressWarnings("ImmutableEnumChecker")
        final Topic<?> topic;

        FollowedTopic(Topic<?> topic) {
            this.topic = topic;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public Integer call() throws IOException {
        PartitionChoice choice = choice(); // Rejects wrong options before connecting.
        String bootstrap = connection.bootstrap();
        KafkaClients.requireBroker(bootstrap);
        try (EventReader events =
                new EventReader(bootstrap, fromBeginning, List.of(followed.topic), choice)) {
            while (!System.out.checkError()) {
                events.poll(POLL).stream()
                        .filter(read -> key == null || key.equals(read.key()))
                        .map(EventReader.Read::event)
                        .forEach(event -> printTo(System.out, event, json));
            }
        }
        return 0;
    }

    private PartitionChoice choice() {
        if (partition != null) {
            Bounds.require("--partition", partition, 0, Integer.MAX_VALUE);
            return PartitionChoice.of(partition);
        }
        return key == null ? PartitionChoice.all() : PartitionChoice.ofKey(key);
    }

    public static void printTo(PrintStream out, Record event, boolean json) {
        out.println(json ? Json.line(event) : Terminal.safe(text(event)));
    }

    private static String text(Record event) {
        if (event instanceof StoryWritten story) {
            String told = story.story() == null ? "" : "\n" + story.story();
            String reason = story.reason() == null ? "" : " (" + story.reason() + ")";
            return story.outcome() + reason + ": " + story.prompt() + told + "\n";
        }
        if (event instanceof Progressed progressed) {
            return ProgressBar.describe(progressed);
        }
        if (event instanceof CheckpointPublished checkpoint) {
            return "%s step %d: %s%s"
                    .formatted(
                            checkpoint.model(),
                            checkpoint.step(),
                            checkpoint.artifact().key(),
                            checkpoint.validationLoss() == null
                                    ? ""
                                    : "  validation " + checkpoint.validationLoss());
        }
        return event instanceof StoryPartWritten part
                ? part.id() + " " + part.sequence() + ": " + part.text()
                : Json.line(event);
    }
}
