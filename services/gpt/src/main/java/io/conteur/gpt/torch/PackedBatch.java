package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.model.Example;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Examples one after the other in flat buffers, without padding.
 *
 * @param tokens ids the model sees (N)
 * @param ends where each example ends in the buffer
 * @param places of the tokens from which a target is predicted (M)
 * @param targets (M)
 */
public record PackedBatch(long[] tokens, long[] ends, long[] places, long[] targets) {
    /** Keeps a lane's activations within fifty megabytes at the sizes of a laptop. */
    public static final int PART_TOKENS = 512;

    private static final int COUNTS = 3;

    public static PackedBatch of(List<Example> examples) {
        int size = examples.stream().mapToInt(Example::tokens).sum();
        int targets = examples.stream().mapToInt(Example::targets).sum();
        PackedBatch batch =
                new PackedBatch(
                        new long[size],
                        new long[examples.size()],
                        new long[targets],
                        new long[targets]);
        batch.fill(examples);
        return batch;
    }

    private void fill(List<Example> examples) {
        int at = 0;
        int target = 0;
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            int[] ids = example.ids();
            for (int j = 0; j < example.tokens(); j++) {
                tokens[at + j] = ids[j];
            }
            for (int j = example.targetsFrom(); j < ids.length; j++) {
                places[target] = (long) at + j - 1;
                targets[target++] = ids[j];
            }
            at += example.tokens();
            ends[i] = at;
        }
    }

    /** As the script takes them. */
    public List<NDArray> arguments(NDManager manager) {
        return List.of(
                manager.create(tokens),
                manager.create(lengths()),
                manager.create(places),
                manager.create(targets));
    }

    private long[] lengths() {
        long[] lengths = ends.clone();
        for (int i = 1; i < lengths.length; i++) {
            lengths[i] -= ends[i - 1];
        }
        return lengths;
    }

    /**
     * Whole examples that a training step takes together (K, 3): where each such part ends among
     * the tokens, the examples and the targets.
     *
     * @param most tokens of a part, unless a single example has more
     */
    public NDArray parts(NDManager manager, int most) {
        LongStream.Builder parts = LongStream.builder();
        long start = 0;
        for (int i = 1; i < ends.length; i++) {
            if (ends[i] - start > most) {
                start = ends[i - 1];
                parts.add(start).add(i).add(targetsBefore(start));
            }
        }
        parts.add(tokens.length).add(ends.length).add(targets.length);
        long[] flat = parts.build().toArray();
        return manager.create(flat, new Shape(flat.length / COUNTS, COUNTS));
    }

    /** Places ascend, and an example ends with one. */
    private long targetsBefore(long end) {
        return Arrays.binarySearch(places, end - 1) + 1L;
    }
}
