package io.conteur.cli.remote;

import io.conteur.cli.common.StandardOutput;
import io.conteur.cli.connection.ConnectionOptions;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.TopicRecord;
import io.conteur.cli.usage.NumberRange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the events of a topic until Ctrl-C. */
@Command(
        name = "follow",
        description = "Prints the events of a topic as they come, until Ctrl-C.",
        footer = {
            "  ./conteur follow stories",
            "  ./conteur follow dead-letters --from-beginning",
            "  ./conteur follow story-parts --id prompt-1 --json"
        })
public final class FollowCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(250);

    @Parameters(paramLabel = "TOPIC", description = "One of ${COMPLETION-CANDIDATES}.")
    private FollowedTopic followed = FollowedTopic.STORIES;

    @Option(names = "--from-beginning", description = "Start with what is there already.")
    private boolean fromBeginning;

    @Option(
            names = "--id",
            description = "Only what belongs to the prompt, story or job of this id; default all.")
    private @Nullable String id;

    @Option(
            names = "--key",
            description =
                    "Only events under this key, of the partition that Kafka's default partitioner"
                            + " chooses for it; default all.")
    private @Nullable String key;

    @Option(
            names = "--partition",
            description =
                    "Only events of this partition, from 0; default all. Stories are in the"
                            + " partition of their prompt, which another partitioner or a prompt"
                            + " without a key can place elsewhere than --key expects.")
    @NumberRange(min = 0, max = Integer.MAX_VALUE)
    private @Nullable Integer partition;

    @Option(names = "--json", description = "Print events as JSON, one per line.")
    private boolean json;

    @ArgGroup(validate = false, heading = ConnectionOptions.HEADING)
    private ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() throws IOException {
        RecordPrinter printer = new RecordPrinter(System.out, json);
        try (EventReader events =
                new EventReader(
                        connection.broker(), fromBeginning, followed.topics, partitions())) {
            while (!StandardOutput.lost()) {
                events.records(POLL).stream().filter(this::wanted).forEach(printer::print);
            }
        }
        return 0;
    }

    private boolean wanted(TopicRecord record) {
        return (key == null || key.equals(record.key()))
                && (id == null || record.id().equals(id) || record.header("ce_id").equals(id));
    }

    private PartitionChoice partitions() {
        if (partition != null) {
            return PartitionChoice.of(partition);
        }
        return key == null || followed == FollowedTopic.DEAD_LETTERS
                ? PartitionChoice.all()
                : PartitionChoice.ofKey(key);
    }
}
