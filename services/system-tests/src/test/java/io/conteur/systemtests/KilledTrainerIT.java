package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.wire.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training whose worker is stopped or killed again and again. Long: run with {@code
 * -Dconteur.long=true}, and {@code -Dconteur.kill.seconds=90 -Dconteur.kill.minutes=15} for the
 * whole of it.
 */
@EnabledIfSystemProperty(named = "conteur.long", matches = "true")
class KilledTrainerIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String MODEL = "micro";
    private static final int KILL_SECONDS = Integer.getInteger("conteur.kill.seconds", 20);
    private static final double MINUTES =
            Double.parseDouble(System.getProperty("conteur.kill.minutes", "1.5"));

    @TempDir Path folder;
    private Stage stage;
    private ServiceProcess tokenizerTrainer;
    private ServiceProcess modelTrainer;

    @BeforeEach
    void start() throws Exception {
        stage = Stage.in(folder);
        tokenizerTrainer = stage.service("tokenizer-trainer");
        modelTrainer = stage.service("model-trainer", "trainer-1");
    }

    @AfterEach
    void stop() throws Exception {
        modelTrainer.close();
        tokenizerTrainer.close();
        stage.close();
    }

    @Test
    void aTrainerThatSleptThroughItsJobsLossPublishesNothingMore() throws Exception {
        request(request(10_000_000, null, 100));
        awaitStep(200);
        try (ServiceProcess other = stage.service("model-trainer", "trainer-2")) {
            modelTrainer.pause();
            long before = lastStep();
            awaitStep(before + 200);
            int events = checkpoints().size();

            modelTrainer.unpause();

            await().atMost(LIMIT).until(() -> modelTrainer.log().contains("another worker"));
            awaitStep(lastStep() + 300);
            List<Long> since = steps().subList(events, steps().size());
            assertEquals(since.stream().sorted().toList(), since);
            stage.ledger().sendTombstone(Topic.TRAINING_REQUESTS, MODEL);
            await().atMost(LIMIT).until(() -> !ends().isEmpty());
        }
        assertEquals(List.of(State.CANCELLED), ends());
    }

    @Test
    void aTrainerThatIsStoppedHandsOverWhatItHasLearnt() throws Exception {
        request(request(10_000_000, null, 1_000_000));
        await().atMost(LIMIT).until(() -> progress().stream().anyMatch(p -> step(p) > 100));

        modelTrainer.close();

        long saved = lastStep();
        long told = progress().stream().mapToLong(KilledTrainerIT::step).max().orElseThrow();
        assertTrue(saved >= told, saved + " of " + told + " steps were saved");
        modelTrainer.restart();
        await().atMost(LIMIT).until(() -> progress().stream().anyMatch(p -> step(p) > saved));
        assertEquals(List.of(), ends());
    }

    @Test
    void aTrainerThatIsKilledAgainAndAgainLosesLittleTime() throws Exception {
        request(request(null, MINUTES, null));
        await().atMost(LIMIT).until(() -> progress().stream().anyMatch(p -> step(p) > 0));
        long began = System.nanoTime();

        int kills = 0;
        while (!endsWithin(Duration.ofSeconds(KILL_SECONDS))) {
            modelTrainer.kill();
            modelTrainer.restart();
            kills++;
        }

        double wallSeconds = (System.nanoTime() - began) / 1e9;
        assertEquals(List.of(State.COMPLETED), ends());
        Progressed last = progress().get(progress().size() - 1);
        double share = countingSeconds() / wallSeconds;
        System.out.printf(
                "%d kills, %d steps in %.0f s, %.1f %% of the time in steps that count,"
                        + " the loss jumps by %.3f at most%n",
                kills, last.steps(), wallSeconds, 100 * share, largestJump());
        assertTrue(largestJump() < 1, "the loss jumps by " + largestJump());
        assertTrue(KILL_SECONDS < 60 || share >= 0.85, "share " + share);
    }

    private boolean endsWithin(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            if (!ends().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What went into steps that were not lost and made again: the stretches between two events of
     * the same life, up to the step at which the next life went on.
     */
    private double countingSeconds() {
        List<Progressed> told =
                progress().stream().filter(p -> "training".equals(p.stage())).toList();
        double seconds = 0;
        long kept = Long.MAX_VALUE;
        for (int i = told.size() - 1; i > 0; i--) {
            Progressed after = told.get(i);
            double stretch = after.elapsedSeconds() - told.get(i - 1).elapsedSeconds();
            if (stretch < 0) {
                // Another life, whose clock began anew.
                kept = Math.min(kept, step(after));
            } else if (step(after) <= kept) {
                seconds += stretch;
            }
        }
        return seconds;
    }

    /** Of the training loss between neighbouring events after the first hundred steps. */
    private double largestJump() {
        List<Progressed> told =
                progress().stream()
                        .filter(p -> "training".equals(p.stage()) && step(p) > 100)
                        .toList();
        double jump = 0;
        for (int i = 1; i < told.size(); i++) {
            jump =
                    Math.max(
                            jump,
                            Math.abs(told.get(i).trainingLoss() - told.get(i - 1).trainingLoss()));
        }
        return jump;
    }

    private void request(TrainingRequested request) throws Exception {
        stage.ledger().send(Topic.TRAINING_REQUESTS, MODEL, request, "training-job");
    }

    private TrainingRequested request(Integer steps, Double minutes, Integer checkpointEvery) {
        return TrainingRequestedBuilder.builder()
                .model(MODEL)
                .id("training-job")
                .corpus(stage.corpus())
                .size(TrainingRequested.Size.TINY)
                .vocabularySize(300)
                .steps(steps)
                .minutes(minutes)
                .settings(
                        TrainingSettingsBuilder.builder(MicroTraining.STEPS_ALONE)
                                .checkpointEverySteps(checkpointEvery)
                                .build())
                .build();
    }

    private void awaitStep(long step) {
        await().atMost(LIMIT).until(() -> lastStep() >= step);
    }

    private long lastStep() {
        List<Long> steps = steps();
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
    }

    private List<Long> steps() {
        return checkpoints().stream().map(CheckpointPublished::step).toList();
    }

    private List<CheckpointPublished> checkpoints() {
        return stage.ledger().all(CheckpointPublished.class).toList();
    }

    private List<Progressed> progress() {
        return stage.ledger()
                .all(Progressed.class)
                .filter(progressed -> progressed.work() == Work.MODEL)
                .toList();
    }

    private List<State> ends() {
        return progress().stream().map(Progressed::state).filter(State::terminal).toList();
    }

    private static long step(Progressed progressed) {
        Long step = progressed.step();
        return step == null ? 0 : step;
    }
}
