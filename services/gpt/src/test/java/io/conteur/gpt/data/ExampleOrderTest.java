package io.conteur.gpt.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleOrderTest {
    private static final long SEED = 17;
    private static final long[] SEVEN_BLOCKS = {0, 30, 30, 41, 60, 95, 96};
    private static final int SIZE = 110;

    /** As trainings drew their examples before there were blocks. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8})
    void blocksThatFitTogetherAreShuffledAsOneList(int together) {
        ExampleOrder order = new ExampleOrder(new Blocks(SEVEN_BLOCKS, SIZE), SEED, together);

        for (int epoch = 0; epoch < 3; epoch++) {
            List<Integer> expected = new ArrayList<>(IntStream.range(0, SIZE).boxed().toList());
            Collections.shuffle(expected, new Random(SEED * 1_000_003 + epoch));

            assertEquals(expected.stream().map(Integer::longValue).toList(), epoch(order, epoch));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7})
    void everyEpochHasEveryExampleOnceInAnOrderOfItsOwn(int together) {
        ExampleOrder order = new ExampleOrder(new Blocks(SEVEN_BLOCKS, SIZE), SEED, together);

        List<Long> first = epoch(order, 0);
        List<Long> second = epoch(order, 1);

        assertEquals(LongStream.range(0, SIZE).boxed().toList(), first.stream().sorted().toList());
        assertEquals(LongStream.range(0, SIZE).boxed().toList(), second.stream().sorted().toList());
        assertNotEquals(first, second);
    }

    @Test
    void aPositionHasTheSameExampleWhateverWasReadBefore() {
        Blocks source = new Blocks(SEVEN_BLOCKS, SIZE);
        ExampleOrder order = new ExampleOrder(source, SEED, 2);
        List<Long> expected = new ArrayList<>(epoch(order, 0));
        expected.addAll(epoch(order, 1));
        Random random = new Random(1);

        for (int i = 0; i < 500; i++) {
            int position = random.nextInt(2 * SIZE);
            assertEquals(expected.get(position), order.at(position));
            assertEquals(expected.get(position), new ExampleOrder(source, SEED, 2).at(position));
        }
    }

    @Test
    void onlyBlocksThatWereExpectedAreRead() {
        Blocks source = new Blocks(SEVEN_BLOCKS, SIZE);
        ExampleOrder order = new ExampleOrder(source, SEED, 2);

        for (long position = 0; position < 3 * SIZE; position++) {
            int block = source.block(order.at(position));

            assertTrue(source.expected.contains(block));
            assertTrue(source.expected.size() <= 4, source.expected::toString);
        }
    }

    @Test
    void workersShareAnEpochWithoutOverlap() {
        Set<Long> drawn = new HashSet<>();
        int workers = 5;
        ExampleOrder order = new ExampleOrder(new Blocks(SEVEN_BLOCKS, SIZE), SEED, 2);
        int batch = 11;

        for (int worker = 0; worker < workers; worker++) {
            for (int step = 0; step < SIZE / workers / batch; step++) {
                long from = ((long) step * workers + worker) * batch;
                for (int i = 0; i < batch; i++) {
                    assertTrue(drawn.add(order.at(from + i)));
                }
            }
        }

        assertEquals(SIZE, drawn.size());
    }

    private static List<Long> epoch(ExampleOrder order, int epoch) {
        return LongStream.range(0, SIZE)
                .map(i -> order.at(epoch * (long) SIZE + i))
                .boxed()
                .toList();
    }

    /** Examples that tell their index, in blocks. */
    private static final class Blocks implements ExampleSource {
        private final long[] starts;
        private final long size;
        private Set<Integer> expected = Set.of();

        Blocks(long[] starts, long size) {
            this.starts = starts;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public Example example(long index) {
            return new Example(new int[] {(int) index, 0}, 1);
        }

        @Override
        public long[] blockStarts() {
            return starts.clone();
        }

        @Override
        public void expect(Set<Integer> blocks) {
            expected = Set.copyOf(blocks);
        }

        int block(long index) {
            int block = starts.length - 1;
            while (starts[block] > index) {
                block--;
            }
            return block;
        }
    }
}
