package io.conteur.cli.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.TopicProvisioner;
import io.conteur.cli.kafka.TopicRecord;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.wire.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class InterruptedPromptTest {
    @TempDir private Path folder;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theEndOfTheProgramCancelsThePrompt() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            BrokerAccess access = BrokerAccess.to(broker.bootstrapServers());
            TopicProvisioner.create(access, OptionalInt.empty());
            try (EventReader prompts = new EventReader(access, false, List.of(Topic.PROMPTS))) {
                Process waiting = prompt(broker.bootstrapServers());
                try {
                    TopicRecord sent = next(prompts);
                    assertEquals("A fox", sent.key());

                    // A JVM ends alike by SIGINT, which background processes ignore, and by
                    // SIGTERM.
                    waiting.destroy();

                    TopicRecord withdrawal = next(prompts);
                    assertTrue(withdrawal.tombstone());
                    assertEquals("A fox", withdrawal.key());
                    assertTrue(waiting.waitFor(1, TimeUnit.MINUTES));
                } finally {
                    waiting.destroyForcibly();
                }
            }
        }
    }

    private static Process prompt(String bootstrap) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.conteur.cli.Conteur",
                        "prompt",
                        "--bootstrap=" + bootstrap,
                        "A fox")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static TopicRecord next(EventReader reader) {
        while (true) {
            List<TopicRecord> records = reader.records(Duration.ofMillis(100));
            if (!records.isEmpty()) {
                return records.get(0);
            }
        }
    }
}
