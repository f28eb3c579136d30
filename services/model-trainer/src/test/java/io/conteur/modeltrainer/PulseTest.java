package io.conteur.modeltrainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final ManualClock clock = new ManualClock();
    private final Pulse pulse = new Pulse(clock);

    @Test
    void silenceCountsFromTheLastBeatOfTheJobInHand() {
        pulse.begin(() -> false);
        clock.pass(5);
        pulse.beat();
        clock.pass(3);

        assertEquals(Duration.ofSeconds(3), pulse.silence());
    }

    @Test
    void withoutAJobThereIsNoSilence() {
        clock.pass(5);
        assertEquals(Duration.ZERO, pulse.silence());

        pulse.begin(() -> false);
        pulse.end();
        clock.pass(5);
        assertEquals(Duration.ZERO, pulse.silence());
    }

    @Test
    void aJobThatGoesOnHandsOverOnceItShallStop() {
        pulse.begin(() -> false);
        pulse.beatOrStop();
        pulse.stop();

        assertThrows(HandOverException.class, pulse::beatOrStop);
    }

    @Test
    void aLostRecordStopsJustTheJobInHand() {
        pulse.begin(() -> false);
        pulse.handOver();
        assertThrows(HandOverException.class, pulse::beatOrStop);

        pulse.begin(() -> false);

        pulse.beatOrStop();
    }

    @Test
    void waitingForTheBrokerIsASignOfLife() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        LongSupplier watched =
                () -> {
                    // Read at every beat, so the wait has beaten before the answer comes.
                    answer.complete("taken");
                    return clock.getAsLong();
                };
        Pulse waiting = new Pulse(watched);

        assertEquals("taken", waiting.await(answer));
    }

    @Test
    void aJobThatShallStopLeavesABrokerThatStaysAway() {
        pulse.begin(() -> false);
        pulse.handOver();

        assertThrows(HandOverException.class, () -> pulse.await(new CompletableFuture<>()));
    }

    @Test
    void aFailureOfWhatIsWaitedForIsThrownAsItIs() {
        IllegalArgumentException failure = new IllegalArgumentException("no");

        assertEquals(
                failure,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> pulse.await(CompletableFuture.failedFuture(failure))));
    }

    @Test
    void aJobThatIsTakenBackEnds() {
        pulse.begin(() -> true);

        assertThrows(JobEndedException.class, pulse::beatOrStop);
    }
}
