package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.systemtests.FaultSchedule.Bounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generators and a broker that are killed, stand still and are away, by a schedule drawn from a
 * seed, against a ledger that none of them knows. Nothing is started again but what was killed.
 *
 * <ul>
 *   <li>{@code -Dconteur.faults.prompts=10000}: how many prompts; runs the test
 *   <li>{@code -Dconteur.faults.minutes=8}: over what time they come, and faults begin; when
 *       nothing is said they come all at once, and faults begin for five minutes
 *   <li>{@code -Dconteur.faults.every=30}: seconds between the beginnings of two faults
 *   <li>{@code -Dconteur.faults.pause=60}: seconds for which a generator stands still
 *   <li>{@code -Dconteur.faults.outage=180}: seconds for which the broker is away at most; 30 at
 *       least
 *   <li>{@code -Dconteur.faults.within=60}: seconds after the last fault in which all is answered
 *   <li>{@code -Dconteur.faults.repeated=0}: how many outcomes may come once more
 *   <li>{@code -Dconteur.faults.generators=2}: how many generators
 *   <li>{@code -Dconteur.faults.partitions=8}: of prompts, stories and parts
 *   <li>{@code -Dconteur.faults.added=0}: partitions that are added midway
 *   <li>{@code -Dconteur.faults.bucket=false}: whether artifacts are in S3, whose server is stopped
 *       twice
 *   <li>{@code -Dconteur.faults.seed=1}: decides the schedule and the keys
 * </ul>
 *
 * A short one takes four minutes: {@code -Dconteur.faults.prompts=1000 -Dconteur.faults.minutes=2
 * -Dconteur.faults.every=15 -Dconteur.faults.outage=40}.
 */
@EnabledIfSystemProperty(named = "conteur.faults.prompts", matches = "[1-9][0-9]*")
class GeneratorFaultsIT {
    private static final int PROMPTS = Integer.getInteger("conteur.faults.prompts", 0);
    private static final int MINUTES = Integer.getInteger("conteur.faults.minutes", 0);
    private static final int REPEATED = Integer.getInteger("conteur.faults.repeated", 0);
    private static final int GENERATORS = Integer.getInteger("conteur.faults.generators", 2);
    private static final int PARTITIONS = Integer.getInteger("conteur.faults.partitions", 8);
    private static final boolean IN_BUCKET = Boolean.getBoolean("conteur.faults.bucket");
    private static final int ADDED = Integer.getInteger("conteur.faults.added", 0);
    private static final long SEED = Long.getLong("conteur.faults.seed", 1);
    private static final Duration WITHIN = seconds("conteur.faults.within", 60);
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofMinutes(MINUTES == 0 ? 5 : MINUTES),
                    seconds("conteur.faults.every", 30),
                    seconds("conteur.faults.pause", 60),
                    seconds("conteur.faults.outage", 180));

    /** What is not answered by then is lost. */
    private static final Duration PATIENCE = WITHIN.plusMinutes(10);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private static Duration seconds(String property, int otherwise) {
        return Duration.ofSeconds(Integer.getInteger(property, otherwise));
    }

    @Test
    void nothingIsLostAndNothingIsAnsweredTwice() throws Exception {
        FaultSchedule schedule = FaultSchedule.draw(new Random(SEED), BOUNDS, GENERATORS);
        System.out.printf("seed %d%n", SEED);
        schedule.faults().forEach(System.out::println);
        try (Stage stage = Stage.in(folder, PARTITIONS);
                BucketServer bucket = BucketServer.start(folder)) {
            train(stage, bucket);
            List<ServiceProcess> generators = new ArrayList<>();
            try (PromptLedger ledger = new PromptLedger(stage.broker().bootstrapServers());
                    Faults faults = new Faults(stage.broker(), generators)) {
                for (int i = 0; i < GENERATORS; i++) {
                    generators.add(generator(stage, bucket, i));
                }
                faults.begin(schedule);
                if (ADDED > 0) {
                    faults.grow(BOUNDS.over().dividedBy(2), PARTITIONS + ADDED);
                }
                if (IN_BUCKET) {
                    faults.stop(bucket, BOUNDS.over().dividedBy(4), BOUNDS.pause());
                    faults.stop(bucket, BOUNDS.over().multipliedBy(3).dividedBy(4), BOUNDS.pause());
                }
                Duration late = answerEverything(ledger, faults);
                boolean healthy = true;
                for (ServiceProcess generator : generators) {
                    healthy &= generator.healthy();
                }
                for (ServiceProcess generator : generators) {
                    generator.close();
                }
                ledger.readToTheEnd();
                report(ledger, late);
                judge(ledger);
                assertTrue(healthy, "all generators are live and ready");
                assertTrue(late.compareTo(WITHIN) <= 0, "answered " + late + " after the faults");
            } finally {
                for (ServiceProcess generator : generators) {
                    generator.close();
                }
            }
        }
    }

    private static void train(Stage stage, BucketServer bucket) throws Exception {
        if (!IN_BUCKET) {
            MicroTraining.on(stage);
            return;
        }
        stage.copyCorpus(bucket.store());
        String bootstrap = stage.broker().bootstrapServers();
        Map<String, String> environment = bucket.environment("trainers");
        try (ServiceProcess tokenizers =
                        ServiceProcess.start("tokenizer-trainer", folder, bootstrap, environment);
                ServiceProcess models =
                        ServiceProcess.start("model-trainer", folder, bootstrap, environment)) {
            MicroTraining.onRunning(stage);
        }
    }

    private static ServiceProcess generator(Stage stage, BucketServer bucket, int number)
            throws IOException {
        return ServiceProcess.start(
                "story-generator",
                folder,
                stage.broker().bootstrapServers(),
                IN_BUCKET ? bucket.environment("generator-" + number) : Map.of());
    }

    /** How long after the last fault, and the last prompt, everything was answered. */
    private static Duration answerEverything(PromptLedger ledger, Faults faults) throws Exception {
        PromptMix mix = new PromptMix(ledger, SEED);
        long start = System.nanoTime();
        long lastSent = start;
        int sent = 0;
        while (true) {
            for (; sent < due(since(start)); sent++) {
                mix.send(sent);
                lastSent = System.nanoTime();
            }
            boolean complete = ledger.read().complete() && sent == PROMPTS;
            if (faults.over() && sent == PROMPTS) {
                // Sending waits while the broker is away, so that this loop may notice late.
                Duration late = since(Math.max(faults.mended(), lastSent));
                if (complete || late.compareTo(PATIENCE) > 0) {
                    return late;
                }
            }
        }
    }

    private static int due(Duration time) {
        return MINUTES == 0
                ? PROMPTS
                : (int) Math.min(PROMPTS, PROMPTS * time.toSeconds() / (MINUTES * 60L));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void judge(PromptLedger ledger) {
        assertEquals(Set.of(), ledger.lost());
        assertEquals(Set.of(), ledger.contradictory());
        assertEquals(Set.of(), ledger.unasked());
        assertEquals(Set.of(), ledger.malformed());
        assertEquals(Set.of(), ledger.halfTold());
        assertEquals(Set.of(), ledger.misplaced());
        assertTrue(ledger.repeated() <= REPEATED, ledger.repeated() + " outcomes are repeated");
    }

    private static void report(PromptLedger ledger, Duration late) {
        System.out.printf(
                "%d numbers, %d prompts answered, %d outcomes repeated, %d lost, %d two ways,"
                        + " %d unasked, %d streams malformed, %d half told, %d told again,"
                        + " %d misplaced, %d dead letters repeated, %d records under way;"
                        + " %d s after the last fault%n",
                PROMPTS,
                ledger.answered(),
                ledger.repeated(),
                ledger.lost().size(),
                ledger.contradictory().size(),
                ledger.unasked().size(),
                ledger.malformed().size(),
                ledger.halfTold().size(),
                ledger.toldAgain(),
                ledger.misplaced().size(),
                ledger.repeatedDeadLetters(),
                ledger.underway(),
                late.toSeconds());
    }
}
