package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.List;

/** Trains the model {@code micro} with the real services. */
final class MicroTraining {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** Of a training that does nothing but steps, for tests that interrupt it. */
    static final TrainingSettings STEPS_ALONE =
            TrainingSettingsBuilder.builder()
                    .context(64)
                    .batch(4)
                    .learningRate(0.005)
                    .seed(1L)
                    .validateEverySteps(1_000_000)
                    .sampleEverySteps(1_000_000)
                    .validationFraction(0.05)
                    .samplePrompts(List.of("A fox"))
                    .build();

    private MicroTraining() {}

    /** Returns when the last checkpoint is there and the trainers are gone. */
    static void on(Stage stage) throws Exception {
        try (ServiceProcess tokenizers = stage.service("tokenizer-trainer");
                ServiceProcess models = stage.service("model-trainer")) {
            onRunning(stage);
        }
    }

    /** Returns when the last checkpoint is there, made by trainers that run already. */
    static void onRunning(Stage stage) throws Exception {
        stage.ledger().send(Topic.TRAINING_REQUESTS, "micro", request(stage), "job");
        await().atMost(LIMIT)
                .until(
                        () ->
                                stage.ledger()
                                        .all(CheckpointPublished.class)
                                        .anyMatch(CheckpointPublished::last));
    }

    private static TrainingRequested request(Stage stage) {
        TrainingSettings settings =
                TrainingSettingsBuilder.builder()
                        .context(128)
                        .batch(4)
                        .seed(1L)
                        .checkpointEverySteps(10)
                        .validateEverySteps(20)
                        .sampleEverySteps(20)
                        .validationFraction(0.05)
                        .samplePrompts(List.of("A fox"))
                        .build();
        return TrainingRequestedBuilder.builder()
                .model("micro")
                .id("job")
                .corpus(stage.corpus())
                .size(TrainingRequested.Size.TINY)
                .vocabularySize(300)
                .steps(20)
                .settings(settings)
                .build();
    }
}
