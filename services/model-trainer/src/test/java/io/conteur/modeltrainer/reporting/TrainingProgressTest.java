package io.conteur.modeltrainer.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.wire.RecordKey;
import io.conteur.gpt.training.StepResult;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.modeltrainer.job.TestRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    private static final long TENTH = 100_000_000L;

    private final ManualClock clock = new ManualClock();
    private final RecordingPublisher<Progressed> publisher = new RecordingPublisher<>();
    private final TrainingProgress progress =
            new TrainingProgress(TestRequests.job(""), publisher, clock);

    @Test
    void reportsStepsAboutOnceASecond() {
        progress.running("encoding the corpus");
        progress.training(0, 100);

        for (int step = 1; step <= 20; step++) {
            clock.pass(0.1);
            progress.stepped(result(step, step), TENTH);
        }

        assertEquals(List.of(10L, 20L), steps());
    }

    @Test
    void aRoundsThroughputIsThatOfAllTrainersUntilTheNextOneCloses() {
        progress.training(0, 40);
        progress.sharedBy(2);
        clock.pass(1);
        progress.stepped(result(1, 4), 10 * TENTH);
        double alone = publisher.last().tokensPerSecond();

        progress.roundClosed(new StepResult(2, 2, Float.NaN, 0.02, 240), 20 * TENTH);
        clock.pass(1);
        progress.stepped(result(3, 4), 10 * TENTH);
        Progressed shared = publisher.last();

        assertEquals(50, alone, 1e-9);
        assertEquals(120, shared.tokensPerSecond(), 1e-9);
        assertEquals(3, shared.trainingLoss(), 1e-9);
    }

    @Test
    void measuresWhatHappenedSinceTheLastEvent() {
        progress.running("encoding the corpus");
        progress.training(0, 40);
        for (int step = 1; step <= 20; step++) {
            clock.pass(0.1);
            progress.stepped(result(step, step), TENTH);
        }

        Progressed last = publisher.last();

        assertEquals(15.5, last.trainingLoss(), 1e-9);
        assertEquals(500, last.tokensPerSecond(), 1e-9);
        assertEquals(0.5, last.fraction(), 1e-9);
        assertEquals(2, last.elapsedSeconds(), 1e-6);
        assertEquals(2, last.etaSeconds(), 1e-6);
        assertEquals(0.02, last.learningRate(), 1e-9);
        assertEquals(1, last.gradientNorm(), 1e-9);
    }

    @Test
    void saysHowManyTrainersShareTheSteps() {
        progress.training(0, 40);
        progress.sharedBy(3);
        clock.pass(1);
        progress.stepped(result(1, 1), TENTH);

        assertEquals(3, publisher.last().workers());
        progress.ended(Progressed.State.COMPLETED, null);
        assertNull(publisher.last().workers());
    }

    @Test
    void aNormThatIsNoNumberIsNotReported() {
        progress.training(0, 40);
        clock.pass(1);
        progress.stepped(new StepResult(1, 5, Float.POSITIVE_INFINITY, 0.02, 50), TENTH);

        assertNull(publisher.last().gradientNorm());
        clock.pass(1);
        progress.stepped(new StepResult(2, 5, 3, 0.02, 50), TENTH);
        assertEquals(3, publisher.last().gradientNorm(), 1e-9);
    }

    @Test
    void stepsDoNotWaitForTheBrokerButStopWhenItRefuses() {
        SlowPublisher slow = new SlowPublisher();
        TrainingProgress held = new TrainingProgress(TestRequests.job(""), slow, clock);
        held.training(0, 100);
        for (int step = 1; step <= 30; step++) {
            clock.pass(0.1);
            held.stepped(result(step, step), TENTH);
        }
        assertEquals(1, slow.sent.size(), "one at a time");

        slow.sent.get(0).completeExceptionally(new IllegalStateException("not taken"));
        IllegalStateException refusal =
                assertThrows(
                        IllegalStateException.class, () -> held.stepped(result(31, 31), TENTH));

        assertEquals("not taken", refusal.getMessage());
    }

    /** Acknowledges an event when a test completes its future. */
    private static final class SlowPublisher implements EventPublisher<Progressed> {
        final List<CompletableFuture<Void>> sent = new ArrayList<>();

        @Override
        public void publish(RecordKey key, Progressed event, String eventId) {
            throw new AssertionError("a step waited");
        }

        @Override
        public CompletionStage<Void> send(RecordKey key, Progressed event, String eventId) {
            sent.add(new CompletableFuture<>());
            return sent.get(sent.size() - 1);
        }
    }

    @Test
    void aStageIsToldAtOnceAndOnce() {
        progress.running("reading");
        progress.running("reading");
        progress.running("encoding");

        assertEquals(
                List.of("reading", "encoding"),
                publisher.events().stream().map(Progressed::stage).toList());
    }

    @Test
    void theEndBearsAnIdThatARepeatHasToo() {
        progress.ended(State.REJECTED, "no");
        new TrainingProgress(TestRequests.job(""), publisher, clock).ended(State.REJECTED, "no");

        assertEquals("job-1-ended", publisher.sent().get(0).eventId());
        assertEquals("job-1-ended", publisher.sent().get(1).eventId());
        assertEquals("tales", publisher.sent().get(0).key());
        assertEquals("no", publisher.last().reason());
        assertNull(publisher.last().etaSeconds());
    }

    @Test
    void etaCountsNoStepsOfBeforeAResumption() {
        progress.training(90, 100);
        clock.pass(2);

        progress.stepped(result(91, 1), TENTH);

        assertEquals(18, publisher.last().etaSeconds(), 1e-6);
    }

    private static StepResult result(long step, float loss) {
        return new StepResult(step, loss, 1, 0.02, 50);
    }

    private List<Long> steps() {
        return publisher.events().stream()
                .map(Progressed::step)
                .filter(step -> step != null)
                .toList();
    }
}
