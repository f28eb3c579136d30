package io.conteur.cli.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
    private final List<String> said = new ArrayList<>();
    private OptionalInt members = OptionalInt.of(0);
    private long now;
    private final StallDetector watch =
            new StallDetector("model-trainer", () -> members, said::add, () -> now);

    @Test
    void nobodyWorkingIsSaidOnceAndOnlyAfterSomeSeconds() {
        watch.check();
        assertEquals(List.of(), said);

        pass(100);

        assertEquals(1, said.size());
        assertTrue(said.get(0).contains("no model-trainer is running"), said.get(0));
        assertTrue(said.get(0).contains("has no members"), said.get(0));
    }

    @Test
    void aWorkerThatComesIsSaidTooAndOneThatBeginsNeedsNoWord() {
        pass(10);
        members = OptionalInt.of(1);
        pass(10);
        watch.progress();
        pass(100);

        assertEquals(2, said.size());
        assertTrue(said.get(1).contains("has not begun"), said.get(1));
    }

    @Test
    void aWorkerThatGoesAfterItBeganIsMissed() {
        members = OptionalInt.of(1);
        watch.progress();
        members = OptionalInt.of(0);
        pass(10);

        assertEquals(1, said.size());
    }

    @Test
    void aBrokerThatIsGoneIsNoWorkerThatIsGone() {
        members = OptionalInt.empty();
        pass(10);

        assertTrue(said.get(0).contains("the broker does not answer"), said.get(0));
    }

    @Test
    void aGroupThatMayNotBeSeenIsNoBrokerThatIsGoneAndTheRightThatLacksIsSaidOnce() {
        StallDetector unseeing =
                new StallDetector(
                        "model-trainer",
                        () -> {
                            throw GroupAuthorizationException.forGroupId("model-trainer");
                        },
                        said::add,
                        () -> now);

        for (int i = 0; i < 3; i++) {
            now += Duration.ofSeconds(10).toNanos();
            unseeing.check();
        }

        assertEquals(1, said.size());
        assertTrue(said.get(0).contains("right Describe on the group model-trainer"), said.get(0));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            watch.check();
        }
    }
}
