package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosed.Contribution;
import io.conteur.events.training.RoundClosed.Share;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.wire.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several trainers train one model, and some of them are killed. The long one: run with {@code
 * -Dconteur.long=true}, and {@code -Dconteur.kill.workers=4 -Dconteur.kill.seconds=60
 * -Dconteur.kill.minutes=8} for the whole of it; with more seconds than the minutes have, nobody is
 * killed.
 */
class SeveralTrainersIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String MODEL = "micro";
    private static final String JOB = "shared-job";
    private static final int WORKERS = Integer.getInteger("conteur.kill.workers", 3);
    private static final int KILL_SECONDS = Integer.getInteger("conteur.kill.seconds", 20);
    private static final double MINUTES =
            Double.parseDouble(System.getProperty("conteur.kill.minutes", "2"));

    /** A machine of its own would have all cores. */
    private static final Map<String, String> TRAINER =
            Map.of(
                    "CONTEUR_TRAINER_THREADS",
                    "1",
                    "CONTEUR_TRAINER_CHECKPOINT_EVERY",
                    "2s",
                    "CONTEUR_TRAINER_ROUNDS_GRACE",
                    "3s");

    @TempDir Path folder;
    private final List<ServiceProcess> trainers = new ArrayList<>();
    private Stage stage;
    private ServiceProcess tokenizerTrainer;

    private void start(int workers) throws Exception {
        stage = Stage.in(folder);
        tokenizerTrainer = stage.service("tokenizer-trainer");
        for (int i = 0; i < workers; i++) {
            trainers.add(
                    ServiceProcess.start(
                            "model-trainer", folder, stage.broker().bootstrapServers(), TRAINER));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (ServiceProcess trainer : trainers) {
            trainer.close();
        }
        tokenizerTrainer.close();
        stage.close();
    }

    @Test
    void theyGoOnWhenTheCoordinatorIsKilled() throws Exception {
        start(2);
        request(2);
        await().atMost(LIMIT).until(() -> closedBy(2) > 2);

        ServiceProcess coordinator = coordinator();
        coordinator.kill();
        awaitRounds(2);

        cancel();
        requireOneEventForEachRound();
    }

    /** Kills a worker at each interval, twice the coordinator, and lets one sleep for a while. */
    @Test
    @EnabledIfSystemProperty(named = "conteur.long", matches = "true")
    void theyLoseLittleWhenOneIsKilledAgainAndAgain() throws Exception {
        start(WORKERS);
        request(WORKERS);
        await().atMost(LIMIT).until(() -> closedBy(WORKERS) > 2);
        Random random = new Random(1);
        long until = System.nanoTime() + (long) (MINUTES * 60e9);
        int kills = 0;
        double longest = 0;
        while (true) {
            longest = Math.max(longest, longestGap(KILL_SECONDS / 2, until));
            if (System.nanoTime() >= until) {
                break;
            }
            kills++;
            ServiceProcess victim = victim(kills == 2 || kills == 4, random);
            boolean sleeps = kills == 3;
            if (sleeps) {
                victim.pause();
            } else {
                victim.kill();
            }
            longest = Math.max(longest, longestGap(KILL_SECONDS / 2, Long.MAX_VALUE));
            if (sleeps) {
                victim.unpause();
            } else {
                victim.restart();
            }
        }
        cancel();
        requireOneEventForEachRound();

        List<RoundClosed> rounds = rounds();
        long given =
                rounds.stream().flatMap(r -> r.shares().stream()).mapToLong(Share::steps).sum()
                        - rounds.get(rounds.size() - 2).shares().stream()
                                .mapToLong(Share::steps)
                                .sum(); // The last ones were cancelled.
        long counted =
                rounds.stream()
                        .flatMap(r -> r.contributions().stream())
                        .mapToLong(Contribution::steps)
                        .sum();
        System.out.printf(
                "%d workers, %d kills: %d rounds, %d of %d steps count (%.1f %%), no round for at"
                        + " most %.1f s, the loss jumps by at most %.3f, from %.3f to %.3f%n",
                WORKERS,
                kills,
                rounds.size(),
                counted,
                given,
                100.0 * counted / given,
                longest,
                largestJump(),
                losses().get(0),
                losses().get(losses().size() - 1));
        assertTrue(largestJump() < 1, "the loss jumps by " + largestJump());
        assertTrue(KILL_SECONDS < 60 || counted >= 0.95 * given, counted + " of " + given);
        assertTrue(KILL_SECONDS < 60 || longest < 15 + 5, longest + " s without a round");
    }

    private ServiceProcess victim(boolean coordinator, Random random) throws Exception {
        if (coordinator) {
            return coordinator();
        }
        List<ServiceProcess> helpers = new ArrayList<>(trainers);
        helpers.remove(coordinator());
        return helpers.get(random.nextInt(helpers.size()));
    }

    /** The longest time between two rounds during this time, or until an instant. */
    private double longestGap(int seconds, long end) throws InterruptedException {
        long until = Math.min(System.nanoTime() + seconds * 1_000_000_000L, end);
        long last = System.nanoTime();
        long longest = 0;
        int seen = rounds().size();
        while (System.nanoTime() < until) {
            Thread.sleep(50);
            if (rounds().size() > seen) {
                longest = Math.max(longest, System.nanoTime() - last);
                last = System.nanoTime();
                seen = rounds().size();
            }
        }
        return Math.max(longest, System.nanoTime() - last) / 1e9;
    }

    private void cancel() throws Exception {
        stage.ledger().sendTombstone(Topic.TRAINING_REQUESTS, MODEL);
        await().atMost(LIMIT).until(() -> !ends().isEmpty());
        await().atMost(LIMIT)
                .until(
                        () ->
                                stage.ledger()
                                        .all(CheckpointPublished.class)
                                        .anyMatch(CheckpointPublished::last));
        await().atMost(LIMIT).until(() -> newest().shares().isEmpty());
        assertEquals(List.of(State.CANCELLED), ends());
    }

    private void requireOneEventForEachRound() {
        List<RoundClosed> rounds = rounds();
        assertEquals(
                LongStream.range(0, rounds.size()).boxed().toList(),
                rounds.stream().map(RoundClosed::round).toList());
        for (int i = 1; i < rounds.size(); i++) {
            assertTrue(rounds.get(i).step() >= rounds.get(i - 1).step(), "no step is lost");
        }
    }

    private double largestJump() {
        List<Double> losses = losses();
        double jump = 0;
        for (int i = 5; i < losses.size(); i++) {
            jump = Math.max(jump, Math.abs(losses.get(i) - losses.get(i - 1)));
        }
        return jump;
    }

    /** Of each round, the mean of its workers. */
    private List<Double> losses() {
        return rounds().stream()
                .filter(round -> !round.contributions().isEmpty())
                .map(
                        round ->
                                round.contributions().stream()
                                        .mapToDouble(Contribution::trainingLoss)
                                        .average()
                                        .orElseThrow())
                .toList();
    }

    private void awaitRounds(int more) {
        int rounds = rounds().size();
        await().atMost(LIMIT).until(() -> rounds().size() >= rounds + more);
    }

    /** Rounds with so many contributions. */
    private long closedBy(int workers) {
        return rounds().stream().filter(r -> r.contributions().size() == workers).count();
    }

    /** The one that said last that it trains the job on the thread of jobs. */
    private ServiceProcess coordinator() throws Exception {
        ServiceProcess newest = null;
        String when = "";
        for (ServiceProcess trainer : trainers) {
            for (String line : trainer.log().lines().toList()) {
                if (line.contains("(training) job " + JOB + " trains")
                        && line.compareTo(when) > 0) {
                    when = line;
                    newest = trainer;
                }
            }
        }
        return newest;
    }

    private void request(int workers) throws Exception {
        TrainingSettings settings =
                TrainingSettingsBuilder.builder(MicroTraining.STEPS_ALONE)
                        .workers(workers)
                        .roundSteps(20)
                        .build();
        TrainingRequested request =
                TrainingRequestedBuilder.builder()
                        .model(MODEL)
                        .id(JOB)
                        .corpus(stage.corpus())
                        .size(TrainingRequested.Size.TINY)
                        .vocabularySize(300)
                        .steps(10_000_000)
                        .settings(settings)
                        .build();
        stage.ledger().send(Topic.TRAINING_REQUESTS, MODEL, request, JOB);
    }

    private RoundClosed newest() {
        List<RoundClosed> rounds = rounds();
        return rounds.get(rounds.size() - 1);
    }

    private List<RoundClosed> rounds() {
        return stage.ledger().all(RoundClosed.class).toList();
    }

    private List<State> ends() {
        return stage.ledger()
                .all(Progressed.class)
                .filter(progressed -> progressed.work() == Work.MODEL)
                .map(Progressed::state)
                .filter(State::terminal)
                .toList();
    }
}
