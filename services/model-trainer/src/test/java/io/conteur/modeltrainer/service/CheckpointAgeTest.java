package io.conteur.modeltrainer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.session.FakeTrainingSessionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointAgeTest {
    private final TestTrainer trainer = new TestTrainer();

    @Test
    void tellsHowMuchWorkACrashWouldLose(@TempDir Path root) throws IOException {
        ArtifactStore store = ArtifactStore.at(root);
        TestCorpus tales = TestCorpus.in(store, "tales");
        trainer.tokenizers.answers(tales.trained("t", "tales"));
        FakeTrainingSessionFactory sessions = new FakeTrainingSessionFactory(trainer.clock);
        TrainingJobRunner runner = trainer.runner(store, sessions, trainer.control);
        List<Double> ages = new ArrayList<>();
        ages.add(age());
        sessions.afterStep =
                step -> {
                    trainer.meterClock.add(Duration.ofSeconds(10));
                    ages.add(age());
                };

        runner.run(
                JobSpec.of(
                        TestRequests.of(
                                tales.corpus(),
                                """
                                "size":"tiny","tokenizer":"tales","steps":5,\
                                "settings":{"checkpointEverySteps":2,"validateEverySteps":100}\
                                """)));
        ages.add(age());

        assertEquals(List.of(Double.NaN, 10.0, 20.0, 10.0, 20.0, 10.0, Double.NaN), ages);
    }

    private double age() {
        return trainer.registry.get("conteur.training.checkpoint.age").gauge().value();
    }
}
