package io.conteur.messaging.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private final OffsetTracker tracker = new OffsetTracker();

    @Test
    void stopsBeforeTheFirstThatIsNotDone() {
        receive(5, 6, 9, 10);

        tracker.acknowledge(6);
        tracker.acknowledge(9);
        assertEquals(OptionalLong.of(5), tracker.position());

        tracker.acknowledge(5);
        assertEquals(OptionalLong.of(10), tracker.position());
        assertTrue(tracker.outstanding());
    }

    @Test
    void goesBehindTheLastWhenAllAreDone() {
        receive(5, 9);

        tracker.acknowledge(9);
        tracker.acknowledge(5);

        assertEquals(OptionalLong.of(10), tracker.position());
        assertFalse(tracker.outstanding());
    }

    @Test
    void hasNoPositionBeforeTheFirstRecord() {
        assertEquals(OptionalLong.empty(), tracker.position());
    }

    @Test
    void tellsHowManyAreHeldAndTheTimeOfTheOldest() {
        tracker.received(5, 3_000);
        tracker.received(6, 1_000);
        tracker.received(7, 2_000);
        assertEquals(OptionalLong.of(1_000), tracker.oldest());

        tracker.acknowledge(6);
        tracker.acknowledge(6);
        assertEquals(2, tracker.held());
        assertEquals(OptionalLong.of(2_000), tracker.oldest());

        tracker.acknowledge(5);
        tracker.acknowledge(7);
        assertEquals(0, tracker.held());
        assertEquals(OptionalLong.empty(), tracker.oldest());
    }

    private void receive(long... offsets) {
        for (long offset : offsets) {
            tracker.received(offset, 0);
        }
    }
}
