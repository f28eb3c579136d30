package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.CheckpointPublished;
import io.conteur.events.PromptSubmitted;
import io.conteur.events.Topic;
import io.conteur.events.TrainingRequested;
import io.conteur.events.TrainingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two generators of which one or the other is killed again and again, and a broker that goes away
 * once, against a ledger that none of them knows. {@code -Dconteur.faults.prompts=10000} says how
 * many prompts, {@code -Dconteur.faults.every=30} how many seconds lie between two kills.
 */
@EnabledIfSystemProperty(named = "conteur.faults.prompts", matches = "[1-9][0-9]*")
class GeneratorFaultsIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int PROMPTS = Integer.getInteger("conteur.faults.prompts", 0);
    private static final int EVERY_SECONDS = Integer.getInteger("conteur.faults.every", 30);

    @TempDir static Path folder;

    private final Random random = new Random(1);

    @Test
    void nothingIsLostAndNothingIsAnsweredTwoWays() throws Exception {
        Stage stage = Stage.in(folder);
        train(stage);
        String bootstrap = stage.broker().bootstrapServers();
        List<ServiceProcess> generators =
                List.of(stage.service("story-generator"), stage.service("story-generator"));
        PromptLedger ledger = new PromptLedger(bootstrap);
        EmbeddedBroker broker = stage.broker();
        long start = System.nanoTime();
        sendEverything(ledger);
        int kills = 0;
        while (!ledger.read().complete() && secondsSince(start) < limitSeconds()) {
            if (secondsSince(start) > (kills + 1L) * EVERY_SECONDS) {
                kills++;
                ServiceProcess victim = generators.get(random.nextInt(2));
                victim.kill();
                victim.restart();
                if (kills == 1) {
                    broker = restart(broker, bootstrap);
                }
            }
        }
        report(ledger, kills, secondsSince(start));
        for (ServiceProcess generator : generators) {
            generator.close();
        }
        ledger.close();
        stage.ledger().close();
        broker.close();
        assertEquals(Set.of(), ledger.lost());
        assertEquals(Set.of(), ledger.contradictory());
        assertEquals(Set.of(), ledger.misplaced());
    }

    private static void train(Stage stage) throws Exception {
        try (ServiceProcess tokenizers = stage.service("tokenizer-trainer");
                ServiceProcess models = stage.service("model-trainer")) {
            stage.ledger().send(Topic.TRAINING_REQUESTS, "micro", training(stage), "job");
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    stage.ledger()
                                            .all(CheckpointPublished.class)
                                            .anyMatch(CheckpointPublished::last));
        }
    }

    private static TrainingRequested training(Stage stage) {
        TrainingSettings settings =
                new TrainingSettings(
                        128, 4, null, null, null, null, 1L, 10, 20, 20, 0.05, List.of("A fox"));
        return new TrainingRequested(
                "job",
                "micro",
                stage.corpus(),
                null,
                TrainingRequested.Size.TINY,
                300,
                20,
                null,
                settings);
    }

    /** Every hundredth is poison besides, and every tenth comes twice. */
    private static void sendEverything(PromptLedger ledger) {
        for (int i = 0; i < PROMPTS; i++) {
            String text = "A fox and the number " + i;
            PromptSubmitted prompt =
                    new PromptSubmitted("p-" + i, text, "micro", 0.9, null, null, null, 60);
            ledger.send(prompt);
            if (i % 10 == 0) {
                ledger.send(prompt);
            }
            if (i % 100 == 0) {
                ledger.sendPoison("{\"prompt\":" + i);
            }
        }
    }

    private static EmbeddedBroker restart(EmbeddedBroker broker, String bootstrap)
            throws Exception {
        broker.close();
        int port = Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1));
        return EmbeddedBroker.start(folder.resolve("kafka"), port, BrokerOptions.standard());
    }

    private static long secondsSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toSeconds();
    }

    /** A tenth of a second for each, and time to come back after the last kill. */
    private static long limitSeconds() {
        return PROMPTS / 10L + 180;
    }

    private static void report(PromptLedger ledger, int kills, long seconds) {
        System.out.printf(
                "%d prompts, %d answered, %d outcomes repeated, %d lost, %d two ways, %d misplaced;"
                        + " %d kills, one broker restart, %d s%n",
                PROMPTS,
                ledger.answered(),
                ledger.repeated(),
                ledger.lost().size(),
                ledger.contradictory().size(),
                ledger.misplaced().size(),
                kills,
                seconds);
    }
}
