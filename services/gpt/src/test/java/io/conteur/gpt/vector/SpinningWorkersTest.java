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
    void whatATaskWritesIsVisibleInTheNext() {
        int[] written = new int[3];
        int[] seen = new int[3];
        try (SpinningWorkers workers = new SpinningWorkers(3)) {
            for (int round = 1; round <= 500; round++) {
                int value = round;
                int count = 1 + round % 3;
                Arrays.fill(seen, 0);

                workers.run(
                        count,
                        7,
                        worker -> {
                            worker.each(3, part -> fill(written, part, value));
                            worker.each(3, part -> fill(seen, part, Arrays.stream(written).sum()));
                        });

                int[] expected = new int[3];
                Arrays.fill(expected, 3 * value);
                assertArrayEquals(expected, seen);
            }
        }
    }

    @Test
    void chunksCoverEverythingOnce() {
        for (int count = 0; count < 20; count++) {
            int[] taken = new int[count];
            try (SpinningWorkers workers = new SpinningWorkers(3)) {
                workers.run(
                        3,
                        8,
                        worker ->
                                worker.each(
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
    void aThreadThatIsDelayedDelaysNoMoreThanItsChunk() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger chunks = new AtomicInteger();
        try (SpinningWorkers workers = new SpinningWorkers(2)) {
            workers.run(
                    2,
                    4,
                    worker -> {
                        if (worker.number == 1) {
                            awaitQuietly(end);
                        }
                        for (int task = 0; task < 10; task++) {
                            worker.each(4, part -> chunks.incrementAndGet());
                        }
                    });
            int without = chunks.get();
            end.countDown();
            workers.run(2, 4, worker -> worker.each(4, part -> chunks.incrementAndGet()));

            assertEquals(40, without);
            assertEquals(44, chunks.get());
        }
    }

    @Test
    void aThreadThatFailsFailsTheWholeJob() {
        AtomicInteger after = new AtomicInteger();
        try (SpinningWorkers workers = new SpinningWorkers(2)) {
            IllegalStateException failure =
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    workers.run(
                                            2,
                                            2,
                                            worker -> {
                                                worker.each(
                                                        2, SpinningWorkersTest::failAtTheSecond);
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
