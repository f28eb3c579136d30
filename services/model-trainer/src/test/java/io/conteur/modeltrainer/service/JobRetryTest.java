package io.conteur.modeltrainer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.messaging.producer.FencedException;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.session.FakeTrainingSessionFactory;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobRetryTest {
    private static final String SAVING_EVERY_OTHER =
            "\"steps\":6,\"settings\":{\"checkpointEverySteps\":2}";

    private final TestTrainer trainer = new TestTrainer();
    private final FakeTrainingSessionFactory sessions =
            new FakeTrainingSessionFactory(trainer.clock);
    private final Queue<RuntimeException> failures = new ArrayDeque<>();

    /** Runs during the backoff between two attempts. */
    private Runnable meanwhile = () -> {};

    private final JobControl control =
            new JobControl(
                    trainer.clock,
                    Duration.ZERO,
                    millis -> {
                        trainer.clock.pass(millis / 1e3);
                        meanwhile.run();
                    });

    @TempDir Path folder;
    private Path root;
    private ArtifactStore store;
    private TestCorpus tales;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("artifacts");
        store = ArtifactStore.at(root);
        tales = TestCorpus.in(store, "tales");
        trainer.tokenizers.answers(tales.trained("t", "tales"));
    }

    @Test
    void aBrokerThatFailsAgainAndAgainIsWaitedForFromTheLastCheckpoint() {
        sessions.afterStep = step -> failAt(step, 5);
        for (int i = 0; i < 20; i++) {
            failures.add(new IllegalStateException("not taken", new TimeoutException("2 min")));
        }

        assertEquals(Result.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(21, sessions.beganAt.size());
        assertEquals(List.of(0L, 4L, 4L), sessions.beganAt.subList(0, 3));
        assertEquals(List.of(State.COMPLETED), ends());
        assertTrue(waits("TimeoutException"));
    }

    @Test
    void aJobThatGoesOnOnAnotherDeviceSaysSo() {
        sessions.afterStep =
                step -> {
                    if (step == 3) {
                        sessions.device = "NVIDIA L4";
                    }
                    failAt(step, 3);
                };
        failures.add(new UncheckedIOException(new IOException("the node is gone")));

        assertEquals(Result.ENDED, run(SAVING_EVERY_OTHER));

        assertTrue(
                trainer.progress.events().stream()
                        .anyMatch(
                                p ->
                                        String.valueOf(p.stage())
                                                .contains(
                                                        "from step 2 on NVIDIA L4; it was trained"
                                                                + " on CPU")));
        assertEquals("CPU", trainer.checkpoints.events().get(0).device());
        assertEquals("NVIDIA L4", trainer.checkpoints.last().device());
    }

    @Test
    void aVolumeThatMayNotBeReadIsWaitedFor() {
        sessions.afterStep = step -> failAt(step, 3);
        failures.add(new UncheckedIOException(new AccessDeniedException("/artifacts")));

        assertEquals(Result.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(0L, 2L), sessions.beganAt);
        assertEquals(List.of(State.COMPLETED), ends());
        assertTrue(waits("AccessDeniedException: /artifacts"));
    }

    @Test
    void aStoreThatIsAwayWhenTheJobBeginsIsWaitedFor() throws IOException {
        Path away = folder.resolve("away");
        Files.move(root, away);
        meanwhile = () -> moveBack(away);

        assertEquals(Result.ENDED, run("\"steps\":2"));

        assertEquals(List.of(State.COMPLETED), ends());
        assertTrue(waits("there is no such directory"));
    }

    @Test
    void aStoreThatIsAwayForACheckpointHoldsTheTraining() throws IOException {
        Path away = folder.resolve("away");
        sessions.afterStep =
                step -> {
                    if (step == 4) {
                        move(root, away);
                    }
                };
        meanwhile = () -> moveBack(away);

        assertEquals(Result.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(0L), sessions.beganAt);
        assertEquals(
                List.of(2L, 4L, 6L),
                trainer.checkpoints.events().stream().map(CheckpointPublished::step).toList());
        assertEquals(List.of(State.COMPLETED), ends());
    }

    @Test
    void whatFailsAtTheSameStepThreeTimesFailsTheJob() {
        sessions.afterStep = step -> failAt(step, 3);
        for (int i = 0; i < 4; i++) {
            failures.add(new IllegalStateException("a bug"));
        }

        assertEquals(Result.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(State.FAILED), ends());
        assertTrue(trainer.progress.last().reason().contains("a bug"));
        assertEquals(List.of(0L, 2L, 2L), sessions.beganAt);
        assertEquals(1, failures.size());
    }

    @Test
    void whatFailsFurtherOnEachTimeIsTriedAgain() {
        sessions.afterStep = step -> failAt(step, 7 - failures.size());
        for (int i = 0; i < 5; i++) {
            failures.add(new IllegalStateException("now and then"));
        }

        assertEquals(Result.ENDED, run("\"steps\":7,\"settings\":{\"checkpointEverySteps\":1}"));

        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), sessions.beganAt);
        assertEquals(List.of(State.COMPLETED), ends());
    }

    @Test
    void anErrorThatNoAttemptMendsEndsTheProcessesWork() {
        sessions.afterStep =
                step -> {
                    throw new NoClassDefFoundError("Gone");
                };

        assertThrows(NoClassDefFoundError.class, () -> run("\"steps\":2"));
    }

    @Test
    void aHeapThatIsTooSmallFailsTheJob() {
        sessions.afterStep =
                step -> {
                    throw new OutOfMemoryError("Java heap space");
                };

        assertEquals(Result.ENDED, run("\"steps\":2"));

        assertEquals(List.of(State.FAILED), ends());
        assertTrue(trainer.progress.last().reason().contains("OutOfMemoryError"));
    }

    @Test
    void aRecordThatGoesAwayDuringTheWaitIsLeftAtOnce() {
        sessions.afterStep = step -> failAt(step, 3);
        failures.add(new KafkaException("the producer is broken"));
        meanwhile = control::handOver;

        assertEquals(Result.HANDED_OVER, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(), ends());
    }

    @Test
    void aRequestThatIsTakenBackDuringTheWaitEndsCancelled() {
        sessions.afterStep = step -> failAt(step, 3);
        failures.add(new KafkaException("the producer is broken"));
        meanwhile = () -> control.begin(() -> true);

        assertEquals(Result.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(State.CANCELLED), ends());
        assertEquals(2, trainer.checkpoints.last().step());
        assertTrue(trainer.checkpoints.last().last());
    }

    @Test
    void aWorkerWhoseRecordStaysTriesAgainAfterItWasShutOut() {
        sessions.afterStep = step -> failAt(step, 3);
        failures.add(new FencedException("tales.job-1", new KafkaException("epoch")));
        double[] rested = new double[1];
        meanwhile = () -> rested[0] += 0.2;

        assertEquals(Result.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(0L, 2L), sessions.beganAt);
        assertEquals(List.of(State.COMPLETED), ends());
        assertFalse(rested[0] < 4.9, "rested " + rested[0]);
    }

    @Test
    void anOutcomeThatCouldNotBePublishedIsPublishedByTheNextAttempt() {
        trainer.failsToPublish = progress -> progress.state().terminal() && !failures.isEmpty();
        failures.add(new KafkaException("the producer is broken"));
        trainer.failure = failures::remove;

        assertEquals(Result.ENDED, run("\"steps\":2"));

        assertEquals(List.of(State.COMPLETED), ends());
        assertEquals(List.of(0L), sessions.beganAt);
    }

    private void failAt(long step, long last) {
        if (step == last && !failures.isEmpty()) {
            throw failures.remove();
        }
    }

    private void moveBack(Path away) {
        if (Files.exists(away)) {
            move(away, root);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean waits(String reason) {
        return trainer.progress.events().stream()
                .anyMatch(p -> p.state() == State.WAITING && p.stage().contains(reason));
    }

    private List<State> ends() {
        return trainer.progress.events().stream()
                .map(Progressed::state)
                .filter(State::terminal)
                .toList();
    }

    private Result run(String fields) {
        TrainingJobRunner runner = trainer.runner(store, sessions, control);
        return runner.run(
                JobSpec.of(
                        TestRequests.of(
                                tales.corpus(),
                                fields + ",\"size\":\"tiny\",\"tokenizer\":\"tales\"")));
    }
}
