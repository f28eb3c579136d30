package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.wire.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training during which the broker goes away, the artifact volume is read-only, gone and full,
 * and the trainer is killed, one after the other and from the beginning again. Long: run with
 * {@code -Dconteur.long=true}, and {@code -Dconteur.outages.minutes=20
 * -Dconteur.outages.broker.seconds=150} for the whole of it.
 */
@EnabledIfSystemProperty(named = "conteur.long", matches = "true")
class TrainerOutagesIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String MODEL = "micro";
    private static final double MINUTES =
            Double.parseDouble(System.getProperty("conteur.outages.minutes", "1"));
    private static final int BROKER_SECONDS =
            Integer.getInteger("conteur.outages.broker.seconds", 15);
    private static final int VOLUME_SECONDS =
            Integer.getInteger("conteur.outages.volume.seconds", 10);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private ArtifactVolume volume;
    private Stage stage;
    private BrokerProcess broker;
    private ServiceProcess tokenizerTrainer;
    private ServiceProcess modelTrainer;
    private int outages;

    private interface Outage {
        void happen() throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        volume = ArtifactVolume.in(folder);
        stage = Stage.in(folder);
        broker = stage.broker();
        tokenizerTrainer = stage.service("tokenizer-trainer");
        modelTrainer = stage.service("model-trainer", "trainer-1");
    }

    @AfterEach
    void stop() throws Exception {
        modelTrainer.close();
        tokenizerTrainer.close();
        stage.ledger().close();
        broker.close();
        volume.close();
    }

    @Test
    void aTrainingOutlivesWhatHappensToBrokerAndVolume() throws Exception {
        volume.takeAway();
        stage.ledger().send(Topic.TRAINING_REQUESTS, MODEL, request(), "training-job");
        await().atMost(LIMIT).until(() -> waited("there is no such directory"));
        volume.bringBack();
        await().atMost(LIMIT).until(() -> lastStep() > 0);

        List<Outage> kinds = outages();
        while (ends().isEmpty()) {
            long before = lastStep();
            kinds.get(outages++ % kinds.size()).happen();
            await().atMost(LIMIT).until(() -> lastStep() > before || !ends().isEmpty());
        }

        assertEquals(List.of(State.COMPLETED), ends());
        assertFalse(modelTrainer.log().contains("broke down"), "a trainer broke down");
        assertFalse(tokenizerTrainer.log().contains("broke down"), "a trainer broke down");
        System.out.printf(
                "%d outages, %d steps, the loss jumps by %.3f at most%n",
                outages, lastStep(), largestJump());
        assertTrue(largestJump() < 1, "the loss jumps by " + largestJump());
        assertEquals(
                1,
                stage.ledger()
                        .all(CheckpointPublished.class)
                        .filter(CheckpointPublished::last)
                        .distinct()
                        .count());
    }

    private List<Outage> outages() {
        List<Outage> kinds = new ArrayList<>(List.of(this::withoutBroker, this::withoutVolume));
        if (volume.mounted()) {
            kinds.add(this::withReadOnlyVolume);
            kinds.add(this::withFullVolume);
        } else {
            System.out.println("no volume can be mounted here: none is made read-only or filled");
        }
        kinds.add(this::killed);
        return kinds;
    }

    private void withoutBroker() throws Exception {
        broker.kill();
        pass(BROKER_SECONDS);
        broker.restart();
    }

    private void withoutVolume() throws Exception {
        volume.takeAway();
        pass(VOLUME_SECONDS);
        volume.bringBack();
    }

    private void withReadOnlyVolume() throws Exception {
        volume.makeReadOnly();
        pass(VOLUME_SECONDS);
        volume.makeWritable();
    }

    private void withFullVolume() throws Exception {
        volume.fill();
        pass(VOLUME_SECONDS);
        volume.empty();
    }

    private void killed() throws Exception {
        modelTrainer.kill();
        modelTrainer.restart();
    }

    /** How long an outage lasts is what is tested here, so that nothing else is waited for. */
    private static void pass(int seconds) {
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await().atMost(Duration.ofSeconds(seconds + 60L)).until(() -> System.nanoTime() > until);
    }

    private boolean waited(String reason) {
        return progress().stream()
                .anyMatch(p -> p.state() == State.WAITING && p.stage().contains(reason));
    }

    /** Of the training loss between neighbouring events after the first hundred steps. */
    private double largestJump() {
        List<Double> losses =
                progress().stream()
                        .filter(p -> "training".equals(p.stage()) && p.step() > 100)
                        .map(Progressed::trainingLoss)
                        .toList();
        double jump = 0;
        for (int i = 1; i < losses.size(); i++) {
            jump = Math.max(jump, Math.abs(losses.get(i) - losses.get(i - 1)));
        }
        return jump;
    }

    private TrainingRequested request() {
        return TrainingRequestedBuilder.builder()
                .model(MODEL)
                .id("training-job")
                .corpus(stage.corpus())
                .size(TrainingRequested.Size.TINY)
                .vocabularySize(300)
                .minutes(MINUTES)
                .settings(MicroTraining.STEPS_ALONE)
                .build();
    }

    private long lastStep() {
        return stage.ledger()
                .all(CheckpointPublished.class)
                .mapToLong(CheckpointPublished::step)
                .max()
                .orElse(0);
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
}
