package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.Topic;
import io.conteur.events.TrainingRequested;
import io.conteur.events.TrainingSettings;
import java.time.Duration;
import java.util.List;

/** Trains the model {@code micro} with the real services. */
final class MicroTraining {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private MicroTraining() {}

    /** Returns when the last checkpoint is there and the trainers are gone. */
    static void on(Stage stage) throws Exception {
        try (ServiceProcess tokenizers = stage.service("tokenizer-trainer");
                ServiceProcess models = stage.service("model-trainer")) {
            stage.ledger().send(Topic.TRAINING_REQUESTS, "micro", request(stage), "job");
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    stage.ledger()
                                            .all(CheckpointPublished.class)
                                            .anyMatch(CheckpointPublished::last));
        }
    }

    private static TrainingRequested request(Stage stage) {
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
}
