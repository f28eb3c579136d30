package io.conteur.workersupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class JobControlTest {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final AtomicLong clock = new AtomicLong();
    private final JobControl control = new JobControl(clock::get, GRACE);

    @Test
    void silenceCountsFromTheLastBeatOfTheJobInHand() {
        control.begin(() -> false);
        pass(5);
        control.beat();
        pass(3);

        assertEquals(Duration.ofSeconds(3), control.heartbeat().silence());
    }

    @Test
    void withoutAJobThereIsNoSilence() {
        pass(5);
        assertEquals(Duration.ZERO, control.heartbeat().silence());

        control.begin(() -> false);
        control.end();
        pass(5);
        assertEquals(Duration.ZERO, control.heartbeat().silence());
    }

    @Test
    void aJobThatGoesOnHandsOverOnceItShallStop() {
        control.begin(() -> false);
        control.beatOrStop();
        control.shutDown();

        assertThrows(HandOverException.class, control::beatOrStop);
    }

    @Test
    void aLostRecordStopsJustTheJobInHand() {
        control.begin(() -> false);
        control.handOver();
        assertThrows(HandOverException.class, control::beatOrStop);

        control.begin(() -> false);

        control.beatOrStop();
    }

    @Test
    void waitingForTheBrokerIsASignOfLife() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        LongSupplier watched =
                () -> {
                    // Read at every beat, so the wait has beaten before the answer comes.
                    answer.complete("taken");
                    return clock.get();
                };
        JobControl waiting = new JobControl(watched, GRACE);

        assertEquals("taken", waiting.await(answer));
    }

    @Test
    void aJobThatShallStopLeavesABrokerThatStaysAway() {
        control.begin(() -> false);
        control.handOver();

        assertThrows(HandOverException.class, () -> control.await(new CompletableFuture<>()));
    }

    @Test
    void aFailureOfWhatIsWaitedForIsThrownAsItIs() {
        IllegalArgumentException failure = new IllegalArgumentException("no");

        assertEquals(
                failure,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> control.await(CompletableFuture.failedFuture(failure))));
    }

    @Test
    void aJobThatIsTakenBackEnds() {
        control.begin(() -> true);

        assertThrows(JobEndedException.class, control::beatOrStop);
    }

    private void pass(long seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
