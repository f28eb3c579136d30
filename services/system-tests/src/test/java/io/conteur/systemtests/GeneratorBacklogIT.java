package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.PromptSubmittedBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A generator that finds many prompts waiting. {@code -Dconteur.backlog.prompts=100000} says how
 * many.
 */
@EnabledIfSystemProperty(named = "conteur.backlog.prompts", matches = "[1-9][0-9]*")
class GeneratorBacklogIT {
    private static final int PROMPTS = Integer.getInteger("conteur.backlog.prompts", 0);
    private static final int MEASUREMENTS = 6;

    /** What is remembered of the latest answers, so many for each partition, fills up meanwhile. */
    private static final long MOST_GROWTH = 32 << 20;

    @TempDir static Path folder;

    @Test
    void theHeapStaysFlatHoweverManyPromptsWait() throws Exception {
        try (Stage stage = Stage.in(folder)) {
            MicroTraining.on(stage);
            try (PromptLedger ledger = new PromptLedger(stage.broker().bootstrapServers())) {
                sendEverything(ledger);
                List<Long> heaps;
                try (ServiceProcess generator = stage.service("story-generator")) {
                    heaps = answerEverything(ledger, generator);
                }
                System.out.printf(
                        "live heap in MiB: %s%n", heaps.stream().map(h -> h >> 20).toList());
                assertEquals(Set.of(), ledger.lost());
                assertEquals(0, ledger.repeated());
                assertTrue(Collections.max(heaps) - heaps.get(0) < MOST_GROWTH, heaps::toString);
            }
        }
    }

    private static void sendEverything(PromptLedger ledger) {
        for (int i = 0; i < PROMPTS; i++) {
            String text = "A fox and the number " + i;
            ledger.send(
                    PromptSubmittedBuilder.builder()
                            .prompt(text)
                            .id("p-" + i)
                            .model("micro")
                            .temperature(0.9)
                            .maxTokens(1)
                            .build());
        }
    }

    /** The live heap on the way, from near the beginning to the end. */
    private static List<Long> answerEverything(PromptLedger ledger, ServiceProcess generator)
            throws Exception {
        List<Long> heaps = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(180 + PROMPTS / 100).toNanos();
        while (ledger.read().answered() < PROMPTS && System.nanoTime() < end) {
            if (ledger.answered() > (heaps.size() * 0.95 / (MEASUREMENTS - 1) + 0.02) * PROMPTS) {
                heaps.add(generator.liveHeapBytes());
            }
        }
        heaps.add(generator.liveHeapBytes());
        return heaps;
    }
}
