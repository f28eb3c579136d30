package io.conteur.modeltrainer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.Progressed.State;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.session.GptTrainingSessionFactory;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training with several workers that stops before its first round: its weights are random. */
class FirstRoundTest {
    private static final String SETTINGS =
            "\"steps\":4,\"settings\":{\"context\":32,\"batch\":2,\"width\":16,\"layers\":1,\"heads\":2,"
                    + "\"validateEverySteps\":2,\"sampleEverySteps\":2,\"checkpointEverySteps\":2,"
                    + "\"workers\":2},\"size\":\"tiny\",\"tokenizer\":\"tales\"";

    @TempDir Path root;
    private final TestTrainer trainer = new TestTrainer();
    private final TrainingSessionFactory sessions =
            new GptTrainingSessionFactory(ComputeOptions.DEFAULT);
    private ArtifactStore store;
    private TestCorpus tales;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.at(root);
        tales = TestCorpus.in(store, "tales");
        trainer.tokenizers.answers(tales.trained("t", "tales"));
    }

    @Test
    void publishesNothingWhenItIsCancelled() {
        JobControl control = control();
        onceARoundIsOpen(() -> control.begin(() -> true));

        assertEquals(Result.ENDED, run(control));

        assertEquals(State.CANCELLED, trainer.progress.last().state());
        assertNothingIsSaid();
    }

    @Test
    void publishesNothingWhenItIsHandedOver() {
        JobControl control = control();
        onceARoundIsOpen(control::handOver);

        assertEquals(Result.HANDED_OVER, run(control));

        assertNothingIsSaid();
        trainer.failsToClose = round -> false;
        assertEquals(Result.ENDED, run(control()));
        assertEquals(State.COMPLETED, trainer.progress.last().state());
        assertEquals(2, trainer.checkpoints.events().get(0).step());
    }

    private void assertNothingIsSaid() {
        assertEquals(List.of(), trainer.checkpoints.events());
        assertEquals(List.of(), trainer.stories.events());
    }

    private void onceARoundIsOpen(Runnable action) {
        trainer.failsToClose =
                round -> {
                    action.run();
                    return false;
                };
    }

    private JobControl control() {
        return new JobControl(trainer.clock, Duration.ZERO, millis -> trainer.clock.pass(1));
    }

    private Result run(JobControl control) {
        return trainer.runner(store, sessions, control)
                .run(JobSpec.of(TestRequests.of(tales.corpus(), SETTINGS)));
    }
}
