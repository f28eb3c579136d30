package io.conteur.gpt.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SpinningWorkersTest {
    @Test
    void whatWasDoneInATaskAllSeeInTheNext() {
        int[] written = new int[3];
        int[] seen = new int[3];
        try (SpinningWorkers team = new SpinningWorkers(3)) {
            for (int round = 1; round <= 500; round++) {
                int value = round;
                int members = 1 + round % 3;
                Arrays.fill(seen, 0);

                team.run(
                        members,
                        7,
                        seat -> {
                            seat.each(3, part -> fill(written, part, value));
                            seat.each(3, part -> fill(seen, part, Arrays.stream(written).sum()));
                        });

                int[] expected = new int[3];
                Arrays.fill(expected, 3 * value);
                assertArrayEquals(expected, seen);
            }
        }
    }

    @Test
    void portionsCoverEverythingOnce() {
        for (int count = 0; count < 20; count++) {
            int[] taken = new int[count];
            try (SpinningWorkers team = new SpinningWorkers(3)) {
                team.run(
                        3,
                        8,
                        seat ->
                                seat.each(
                                        taken.length,
                                        part -> {
                                            for (int i = part.from(); i < part.to(); i++) {
                                                taken[i]++;
                                            }
                                        }));
            }
            assertEquals(count, Arrays.stream(taken).filter(times -> times == 1).count());
        }
    }

    @Test
    void aMemberThatIsHeldUpHoldsUpNoMoreThanItsPortion() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger parts = new AtomicInteger();
        try (SpinningWorkers team = new SpinningWorkers(2)) {
            team.run(
                    2,
                    4,
                    seat -> {
                        if (seat.number == 1) {
                            awaitQuietly(end);
                        }
                        for (int task = 0; task < 10; task++) {
                            seat.each(4, part -> parts.incrementAndGet());
                        }
                    });
            int without = parts.get();
            end.countDown();
            team.run(2, 4, seat -> seat.each(4, part -> parts.incrementAndGet()));

            assertEquals(40, without);
            assertEquals(44, parts.get());
        }
    }

    @Test
    void aMemberThatFailsFailsTheWholePieceOfWork() {
        AtomicInteger after = new AtomicInteger();
        try (SpinningWorkers team = new SpinningWorkers(2)) {
            IllegalStateException failure =
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    team.run(
                                            2,
                                            2,
                                            seat -> {
                                                seat.each(2, SpinningWorkersTest::failAtTheSecond);
                                                after.incrementAndGet();
                                            }));

            assertEquals("wrong", String.valueOf(failure.getCause().getMessage()));
            assertEquals(0, after.get());
        }
    }

    private static void failAtTheSecond(IndexRange part) {
        if (part.from() == 1) {
            throw new ArithmeticException("wrong");
        }
    }

    private static void fill(int[] numbers, IndexRange part, int value) {
        Arrays.fill(numbers, part.from(), part.to(), value);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
