package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.PromptSubmitted;
import io.conteur.events.PromptSubmittedBuilder;
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
 * many prompts, {@code -Dconteur.faults.every=30} how many seconds lie between two kills, {@code
 * -Dconteur.faults.minutes=8} over what time the prompts come (all at once when nothing is said).
 */
@EnabledIfSystemProperty(named = "conteur.faults.prompts", matches = "[1-9][0-9]*")
class GeneratorFaultsIT {
    private static final int PROMPTS = Integer.getInteger("conteur.faults.prompts", 0);
    private static final int EVERY_SECONDS = Integer.getInteger("conteur.faults.every", 30);
    private static final int MINUTES = Integer.getInteger("conteur.faults.minutes", 0);

    /** So many prompts later one is sent again. */
    private static final int LATER = 500;

    @TempDir static Path folder;

    private final Random random = new Random(1);

    @Test
    void nothingIsLostAndNothingIsAnsweredTwoWays() throws Exception {
        Stage stage = Stage.in(folder);
        MicroTraining.on(stage);
        String bootstrap = stage.broker().bootstrapServers();
        List<ServiceProcess> generators =
                List.of(stage.service("story-generator"), stage.service("story-generator"));
        PromptLedger ledger = new PromptLedger(bootstrap);
        EmbeddedBroker broker = stage.broker();
        long start = System.nanoTime();
        int sent = 0;
        int kills = 0;
        while ((sent < PROMPTS || !ledger.read().complete())
                && secondsSince(start) < limitSeconds()) {
            sent = send(ledger, sent, due(secondsSince(start)));
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
        assertEquals(Set.of(), ledger.halfTold());
        assertEquals(Set.of(), ledger.misplaced());
    }

    private static int due(long seconds) {
        return MINUTES == 0
                ? PROMPTS
                : (int) Math.min(PROMPTS, PROMPTS * seconds / (MINUTES * 60L));
    }

    /** Every hundredth is poison besides, every tenth comes twice, and every tenth again later. */
    private static int send(PromptLedger ledger, int from, int to) {
        for (int i = from; i < to; i++) {
            ledger.send(prompt(i));
            if (i % 10 == 0) {
                ledger.send(prompt(i));
            }
            if (i % 10 == 5 && i >= LATER) {
                ledger.send(prompt(i - LATER));
            }
            if (i % 100 == 0) {
                ledger.sendPoison("{\"prompt\":" + i);
            }
        }
        ledger.read();
        return to;
    }

    private static PromptSubmitted prompt(int number) {
        String text = "A fox and the number " + number;
        return PromptSubmittedBuilder.builder()
                .prompt(text)
                .id("p-" + number)
                .model("micro")
                .temperature(0.9)
                .maxTokens(60)
                .build();
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
        return PROMPTS / 10L + 180 + MINUTES * 60L;
    }

    private static void report(PromptLedger ledger, int kills, long seconds) {
        System.out.printf(
                "%d prompts, %d answered, %d outcomes repeated, %d lost, %d two ways, %d half told,"
                        + " %d misplaced; %d kills, one broker restart, %d s%n",
                PROMPTS,
                ledger.answered(),
                ledger.repeated(),
                ledger.lost().size(),
                ledger.contradictory().size(),
                ledger.halfTold().size(),
                ledger.misplaced().size(),
                kills,
                seconds);
    }
}
