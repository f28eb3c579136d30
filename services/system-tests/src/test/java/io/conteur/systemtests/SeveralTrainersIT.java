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
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several trainers train one model, and some of them are killed. */
class SeveralTrainersIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String MODEL = "micro";
    private static final String JOB = "shared-job";

    /** With one thread each, so that they do not slow each other down. */
    private static final Map<String, String> TRAINER =
            Map.of("CONTEUR_TRAINER_THREADS", "1", "CONTEUR_TRAINER_CHECKPOINT_EVERY", "2s");

    @TempDir Path folder;
    private final List<ServiceProcess> trainers = new ArrayList<>();
    private Stage stage;
    private ServiceProcess tokenizerTrainer;

    @BeforeEach
    void start() throws Exception {
        stage = Stage.in(folder);
        tokenizerTrainer = stage.service("tokenizer-trainer");
        for (int i = 0; i < 3; i++) {
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
    void theyTrainOneModelAlsoWhenHelperAndCoordinatorAreKilled() throws Exception {
        request(6000);
        await().atMost(LIMIT).until(() -> withContributions(3).size() > 2);

        ServiceProcess coordinator = coordinator();
        ServiceProcess helper =
                trainers.stream().filter(each -> each != coordinator).findFirst().orElseThrow();
        helper.kill();
        long rounds = rounds().size();
        await().atMost(LIMIT).until(() -> rounds().size() > rounds + 2);
        helper.restart();
        coordinator.kill();
        await().atMost(LIMIT).until(() -> rounds().size() > rounds + 8);
        coordinator.restart();

        await().atMost(LIMIT).until(() -> !ends().isEmpty());
        assertEquals(List.of(State.COMPLETED), ends());
        List<RoundClosed> rounds1 = rounds();
        assertEquals(
                LongStream.range(0, rounds1.size()).boxed().toList(),
                rounds1.stream().map(RoundClosed::round).toList());
        long given =
                rounds1.stream().flatMap(r -> r.shares().stream()).mapToLong(Share::steps).sum();
        long counted =
                rounds1.stream()
                        .flatMap(r -> r.contributions().stream())
                        .mapToLong(Contribution::steps)
                        .sum();
        System.out.printf("%d of %d steps counted%n", counted, given);
        assertTrue(
                stage.ledger().all(CheckpointPublished.class).anyMatch(CheckpointPublished::last));
    }

    private ServiceProcess coordinator() throws Exception {
        for (ServiceProcess trainer : trainers) {
            if (trainer.log().contains("job " + JOB + " trains")
                    && !trainer.log().contains("helping with job")) {
                return trainer;
            }
        }
        throw new AssertionError("no coordinator");
    }

    private void request(int steps) throws Exception {
        TrainingSettings settings =
                TrainingSettingsBuilder.builder()
                        .context(64)
                        .batch(4)
                        .learningRate(0.005)
                        .seed(1L)
                        .validateEverySteps(1_000_000)
                        .sampleEverySteps(1_000_000)
                        .validationFraction(0.05)
                        .samplePrompts(List.of("A fox"))
                        .workers(3)
                        .roundSteps(20)
                        .build();
        TrainingRequested request =
                TrainingRequestedBuilder.builder()
                        .model(MODEL)
                        .id(JOB)
                        .corpus(stage.corpus())
                        .size(TrainingRequested.Size.TINY)
                        .vocabularySize(300)
                        .steps(steps)
                        .settings(settings)
                        .build();
        stage.ledger().send(Topic.TRAINING_REQUESTS, MODEL, request, JOB);
    }

    private List<RoundClosed> rounds() {
        return stage.ledger().all(RoundClosed.class).toList();
    }

    private List<RoundClosed> withContributions(int count) {
        return rounds().stream().filter(round -> round.contributions().size() == count).toList();
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
