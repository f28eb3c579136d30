package io.conteur.modeltrainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.messaging.producer.FencedException;
import io.conteur.modeltrainer.JobRunner.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Desk desk = new Desk();
    private final FakeLearners learners = new FakeLearners(desk.clock);
    private final Queue<RuntimeException> troubles = new ArrayDeque<>();

    /** What happens while the job rests between two attempts. */
    private Runnable meanwhile = () -> {};

    private final Pulse pulse =
            new Pulse(
                    desk.clock,
                    millis -> {
                        desk.clock.pass(millis / 1e3);
                        meanwhile.run();
                    });

    @TempDir Path folder;
    private Path root;
    private ArtifactStore store;
    private Tales tales;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("artifacts");
        store = ArtifactStore.at(root);
        tales = Tales.in(store, "tales");
        desk.tokenizers.answers(tales.trained("t", "tales"));
    }

    @Test
    void aBrokerThatFailsAgainAndAgainIsWaitedForFromTheLastCheckpoint() {
        learners.afterStep = step -> failAt(step, 5);
        for (int i = 0; i < 20; i++) {
            troubles.add(new IllegalStateException("not taken", new TimeoutException("2 min")));
        }

        assertEquals(Ending.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(21, learners.beganAt.size());
        assertEquals(List.of(0L, 4L, 4L), learners.beganAt.subList(0, 3));
        assertEquals(List.of(State.COMPLETED), ends());
        assertTrue(waits("TimeoutException"));
    }

    @Test
    void aVolumeThatMayNotBeReadIsWaitedFor() {
        learners.afterStep = step -> failAt(step, 3);
        troubles.add(new UncheckedIOException(new AccessDeniedException("/artifacts")));

        assertEquals(Ending.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(0L, 2L), learners.beganAt);
        assertEquals(List.of(State.COMPLETED), ends());
        assertTrue(waits("AccessDeniedException: /artifacts"));
    }

    @Test
    void aStoreThatIsAwayWhenTheJobBeginsIsWaitedFor() throws IOException {
        Path away = folder.resolve("away");
        Files.move(root, away);
        meanwhile = () -> moveBack(away);

        assertEquals(Ending.ENDED, run("\"steps\":2"));

        assertEquals(List.of(State.COMPLETED), ends());
        assertTrue(waits("there is no such directory"));
    }

    @Test
    void aStoreThatIsAwayForACheckpointHoldsTheTraining() throws IOException {
        Path away = folder.resolve("away");
        learners.afterStep =
                step -> {
                    if (step == 4) {
                        move(root, away);
                    }
                };
        meanwhile = () -> moveBack(away);

        assertEquals(Ending.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(0L), learners.beganAt);
        assertEquals(
                List.of(2L, 4L, 6L),
                desk.checkpoints.events().stream().map(CheckpointPublished::step).toList());
        assertEquals(List.of(State.COMPLETED), ends());
    }

    @Test
    void whatFailsAtTheSameStepThreeTimesFailsTheJob() {
        learners.afterStep = step -> failAt(step, 3);
        for (int i = 0; i < 4; i++) {
            troubles.add(new IllegalStateException("a bug"));
        }

        assertEquals(Ending.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(State.FAILED), ends());
        assertTrue(desk.progress.last().reason().contains("a bug"));
        assertEquals(List.of(0L, 2L, 2L), learners.beganAt);
        assertEquals(1, troubles.size());
    }

    @Test
    void whatFailsFurtherOnEachTimeIsTriedAgain() {
        learners.afterStep = step -> failAt(step, 7 - troubles.size());
        for (int i = 0; i < 5; i++) {
            troubles.add(new IllegalStateException("now and then"));
        }

        assertEquals(Ending.ENDED, run("\"steps\":7,\"settings\":{\"checkpointEverySteps\":1}"));

        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), learners.beganAt);
        assertEquals(List.of(State.COMPLETED), ends());
    }

    @Test
    void anErrorThatNoAttemptMendsEndsTheProcessesWork() {
        learners.afterStep =
                step -> {
                    throw new NoClassDefFoundError("Gone");
                };

        assertThrows(NoClassDefFoundError.class, () -> run("\"steps\":2"));
    }

    @Test
    void aHeapThatIsTooSmallFailsTheJob() {
        learners.afterStep =
                step -> {
                    throw new OutOfMemoryError("Java heap space");
                };

        assertEquals(Ending.ENDED, run("\"steps\":2"));

        assertEquals(List.of(State.FAILED), ends());
        assertTrue(desk.progress.last().reason().contains("OutOfMemoryError"));
    }

    @Test
    void aRecordThatGoesAwayDuringTheWaitIsLeftAtOnce() {
        learners.afterStep = step -> failAt(step, 3);
        troubles.add(new KafkaException("the producer is broken"));
        meanwhile = pulse::handOver;

        assertEquals(Ending.HANDED_OVER, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(), ends());
    }

    @Test
    void aRequestThatIsTakenBackDuringTheWaitEndsCancelled() {
        learners.afterStep = step -> failAt(step, 3);
        troubles.add(new KafkaException("the producer is broken"));
        meanwhile = () -> pulse.begin(() -> true);

        assertEquals(Ending.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(State.CANCELLED), ends());
        assertEquals(2, desk.checkpoints.last().step());
        assertTrue(desk.checkpoints.last().last());
    }

    @Test
    void aWorkerWhoseRecordStaysTriesAgainAfterItWasShutOut() {
        learners.afterStep = step -> failAt(step, 3);
        troubles.add(new FencedException("tales.job-1", new KafkaException("epoch")));
        double[] rested = new double[1];
        meanwhile = () -> rested[0] += 0.2;

        assertEquals(Ending.ENDED, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(0L, 2L), learners.beganAt);
        assertEquals(List.of(State.COMPLETED), ends());
        assertFalse(rested[0] < 4.9, "rested " + rested[0]);
    }

    @Test
    void anOutcomeThatCouldNotBePublishedIsPublishedByTheNextAttempt() {
        desk.failsToPublish = progress -> progress.state().terminal() && !troubles.isEmpty();
        troubles.add(new KafkaException("the producer is broken"));
        desk.trouble = troubles::remove;

        assertEquals(Ending.ENDED, run("\"steps\":2"));

        assertEquals(List.of(State.COMPLETED), ends());
        assertEquals(List.of(0L), learners.beganAt);
    }

    private void failAt(long step, long last) {
        if (step == last && !troubles.isEmpty()) {
            throw troubles.remove();
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
        return desk.progress.events().stream()
                .anyMatch(p -> p.state() == State.WAITING && p.stage().contains(reason));
    }

    private List<State> ends() {
        return desk.progress.events().stream()
                .map(Progressed::state)
                .filter(State::terminal)
                .toList();
    }

    private Ending run(String fields) {
        JobRunner runner = new JobRunner(desk.studio(store, learners, pulse));
        return runner.run(
                Delivery.of(
                        Requests.of(
                                tales.corpus(),
                                fields + ",\"size\":\"tiny\",\"tokenizer\":\"tales\""),
                        0,
                        0,
                        0));
    }
}
