package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random records for every input of three real services. None stops, each record is answered or put
 * aside as it came, and no heap grows.
 *
 * <ul>
 *   <li>{@code -Dconteur.fuzz.records=100000}: how many for each input; runs the test
 *   <li>{@code -Dconteur.fuzz.seed=1}: decides them
 * </ul>
 */
@EnabledIfSystemProperty(named = "conteur.fuzz.records", matches = "[1-9][0-9]*")
class InputFuzzIT {
    private static final int RECORDS = Integer.getInteger("conteur.fuzz.records", 0);
    private static final long SEED = Long.getLong("conteur.fuzz.seed", 1);
    private static final int ROUNDS = 10;

    /** For a round, on a machine that does other work besides. */
    private static final Duration LIMIT = Duration.ofMinutes(10).plusSeconds(RECORDS / 20);

    /** The latest answers of each partition are remembered, and fill up meanwhile. */
    private static final long MOST_GROWTH = 64 << 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private final Map<Input, ServiceProcess> services = new EnumMap<>(Input.class);
    private final Map<Input, RandomRequests> requests = new EnumMap<>(Input.class);
    private final Map<Input, List<Long>> heaps = new EnumMap<>(Input.class);

    @Test
    void noRecordStopsAServiceOrGoesAstray() throws Exception {
        System.out.printf("seed %d, folder %s%n", SEED, folder);
        try (Stage stage = Stage.in(folder);
                BrokerAdmin admin = new BrokerAdmin(stage.broker().bootstrapServers());
                FuzzLedger ledger = new FuzzLedger(stage.broker().bootstrapServers())) {
            for (Input input : Input.values()) {
                services.put(input, stage.service(input.service()));
                heaps.put(input, new ArrayList<>());
                requests.put(input, new RandomRequests(input, SEED, admin.limit(input.topic())));
            }
            try {
                MicroTraining.onRunning(stage);
                for (int round = 0; round < ROUNDS; round++) {
                    send(round, ledger);
                    finish(admin, ledger);
                }
                judge(ledger);
                requireGoodAnswers(stage);
            } finally {
                for (ServiceProcess service : services.values()) {
                    service.close();
                }
            }
        }
    }

    private void send(int round, FuzzLedger ledger) {
        for (int i = RECORDS * round / ROUNDS; i < RECORDS * (round + 1) / ROUNDS; i++) {
            int number = i;
            requests.forEach(
                    (input, random) ->
                            ledger.send(input, random.record(number), random.trace(number)));
        }
        ledger.flush();
    }

    /** Waits until everything is done with, and measures what is left of it. */
    private void finish(BrokerAdmin admin, FuzzLedger ledger) throws Exception {
        for (Input input : Input.values()) {
            await(input.service() + " has done with its records")
                    .atMost(LIMIT)
                    .until(() -> admin.lag(input) == 0);
            heaps.get(input).add(services.get(input).liveHeapBytes());
        }
        ledger.read();
        System.out.println(ledger.summary());
    }

    private void judge(FuzzLedger ledger) throws Exception {
        heaps.forEach(
                (input, bytes) ->
                        System.out.printf(
                                "live heap of %s in MiB: %s%n",
                                input.service(), bytes.stream().map(b -> b >> 20).toList()));
        assertEquals(Set.of(), ledger.lost());
        assertEquals(Set.of(), ledger.both());
        assertEquals(Set.of(), ledger.changed());
        for (Input input : Input.values()) {
            List<Long> bytes = heaps.get(input);
            assertTrue(Collections.max(bytes) - bytes.get(0) < MOST_GROWTH, input.service());
            assertTrue(services.get(input).healthy(), input.service());
        }
    }

    private static void requireGoodAnswers(Stage stage) throws Exception {
        try (Answers answers = new Answers(stage.broker().bootstrapServers())) {
            for (Input input : Input.values()) {
                answers.ask(input, input.request("good", "good"), "good");
            }
            answers.awaitAll();
        }
    }
}
