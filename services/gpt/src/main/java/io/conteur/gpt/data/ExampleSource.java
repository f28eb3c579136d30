package io.conteur.gpt.data;

import io.conteur.gpt.model.Example;
import java.util.List;
import java.util.Set;

/**
 * Examples by index, which need not lie in memory. They lie in blocks, such as files, of
 * consecutive indices; a training reads a few blocks at a time.
 */
public interface ExampleSource {
    /** Number of examples. */
    long size();

    /**
     * The example at an index from 0 to {@code size() - 1}, the same at every call.
     *
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    Example example(long index);

    /** The index of the first example of each block, ascending from 0. */
    default long[] blockStarts() {
        return new long[] {0};
    }

    /**
     * A hint: the next examples are of these blocks, in this order. The source may read them ahead,
     * and close all others.
     */
    default void expect(Set<Integer> blocks) {}

    /** Examples in memory, one block. */
    static ExampleSource of(List<Example> examples) {
        List<Example> all = List.copyOf(examples);
        return new ExampleSource() {
            @Override
            public long size() {
                return all.size();
            }

            @Override
            public Example example(long index) {
                return all.get(Math.toIntExact(index));
            }
        };
    }
}
