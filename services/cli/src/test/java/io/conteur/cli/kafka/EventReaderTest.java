package io.conteur.cli.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.training.Progressed;
import io.conteur.events.wire.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReaderTest {
    private static final Progressed EVENT =
            Progressed.of("job", "tales", Progressed.Work.MODEL, Progressed.State.RUNNING);

    @TempDir Path folder;

    @Test
    void readsATopicThatItsBrokerHasYetToCreate() throws Exception {
        try (EmbeddedBroker broker =
                        EmbeddedBroker.start(folder, 0, BrokerOptions.creatingTopics());
                EventReader events = reader(broker)) {

            KafkaClients.send(
                    BrokerAccess.to(broker.bootstrapServers()),
                    Topic.PROGRESS,
                    "tales",
                    EVENT,
                    "1");

            assertEquals(
                    List.of(new EventReader.Read("tales", EVENT)),
                    events.poll(Duration.ofSeconds(30)));
        }
    }

    @Test
    void saysWhatToDoAboutATopicThatNobodyCreates() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            CommandFailedException failure =
                    assertThrows(CommandFailedException.class, () -> reader(broker));

            assertTrue(String.valueOf(failure.getMessage()).contains("no topic conteur.progress"));
        }
    }

    private static EventReader reader(EmbeddedBroker broker) {
        return new EventReader(
                BrokerAccess.to(broker.bootstrapServers()), false, List.of(Topic.PROGRESS));
    }
}
