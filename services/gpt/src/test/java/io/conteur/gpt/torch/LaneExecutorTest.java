package io.conteur.gpt.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LaneExecutorTest {
    @Test
    void everyItemIsDealtOnceAndNoLaneGetsMuchMoreThanAnother() {
        try (LaneExecutor lanes = new LaneExecutor(2)) {
            List<List<Integer>> shares =
                    lanes.partition(List.of(500, 100, 300, 200, 100), Integer::longValue);

            assertEquals(List.of(List.of(500, 100), List.of(300, 200, 100)), shares);
        }
    }

    @Test
    void aLaneWithoutWorkGetsNoShare() {
        try (LaneExecutor lanes = new LaneExecutor(3)) {
            assertEquals(List.of(List.of(7)), lanes.partition(List.of(7), Integer::longValue));
        }
    }

    @Test
    void resultsComeInTheOrderOfTheWork() {
        try (LaneExecutor lanes = new LaneExecutor(2)) {
            List<Supplier<Integer>> work = List.of(() -> 1, () -> 2, () -> 3, () -> 4);

            assertEquals(List.of(1, 2, 3, 4), lanes.run(work));
        }
    }

    @Test
    void aFailureIsThrownOnceAllOthersHaveEnded() {
        AtomicBoolean ended = new AtomicBoolean();
        List<Supplier<Integer>> work =
                List.of(
                        () -> {
                            throw new IllegalArgumentException("no memory");
                        },
                        () -> {
                            ended.set(true);
                            return 1;
                        });
        try (LaneExecutor lanes = new LaneExecutor(1)) {
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> lanes.run(work));

            assertEquals("no memory", failure.getMessage());
            assertTrue(ended.get());
        }
    }
}
