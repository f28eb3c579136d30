package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.model.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Sequence packing: examples one after the other in flat buffers, without padding.
 *
 * @param tokens input ids (N)
 * @param ends where each example ends in the buffer
 * @param places indices of the tokens from which a target is predicted (M)
 * @param targets ids (M)
 */
public record PackedBatch(long[] tokens, long[] ends, long[] places, long[] targets) {
    /** Tokens of a micro-batch, which keep a lane's activations of a small model within 50 MB. */
    public static final int MICRO_BATCH_TOKENS = 512;

    private static final int PART_COLUMNS = 3;

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

    /**
     * Examples in their order, in batches of bounded size.
     *
     * @param maxTokens of a batch, unless a single example has more
     */
    public static List<List<Example>> microBatches(List<Example> examples, int maxTokens) {
        List<List<Example>> batches = new ArrayList<>();
        int left = 0;
        for (Example example : examples) {
            if (batches.isEmpty() || example.tokens() > left) {
                batches.add(new ArrayList<>());
                left = maxTokens;
            }
            batches.get(batches.size() - 1).add(example);
            left -= example.tokens();
        }
        return batches;
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

    /**
     * Tokens (N), lengths of the examples, places (M) and targets (M), as the script takes them.
     */
    public List<NDArray> arguments(NDManager manager) {
        return List.of(
                manager.create(tokens),
                manager.create(lengths()),
                manager.create(places),
                manager.create(targets));
    }

    /** Where each example begins in the buffer, then its end: one number more than examples. */
    public int[] bounds() {
        int[] bounds = new int[ends.length + 1];
        for (int i = 0; i < ends.length; i++) {
            bounds[i + 1] = (int) ends[i];
        }
        return bounds;
    }

    /** The place of each token when every example is padded to this length (N). */
    public long[] paddedPlaces(int length) {
        long[] padded = new long[tokens.length];
        int start = 0;
        for (int i = 0; i < ends.length; i++) {
            for (int at = start; at < ends[i]; at++) {
                padded[at] = (long) i * length + at - start;
            }
            start = (int) ends[i];
        }
        return padded;
    }

    private long[] lengths() {
        long[] lengths = ends.clone();
        for (int i = 1; i < lengths.length; i++) {
            lengths[i] -= ends[i - 1];
        }
        return lengths;
    }

    /**
     * Micro-batches of whole examples (K, 3): where each ends among the tokens, the examples and
     * the targets.
     *
     * @param maxTokens of a micro-batch, unless a single example has more
     */
    public NDArray microBatches(NDManager manager, int maxTokens) {
        LongStream.Builder microBatches = LongStream.builder();
        long start = 0;
        for (int i = 1; i < ends.length; i++) {
            if (ends[i] - start > maxTokens) {
                start = ends[i - 1];
                microBatches.add(start).add(i).add(targetsBefore(start));
            }
        }
        microBatches.add(tokens.length).add(ends.length).add(targets.length);
        long[] flat = microBatches.build().toArray();
        return manager.create(flat, new Shape(flat.length / PART_COLUMNS, PART_COLUMNS));
    }

    /** Places are sorted, and the last token of an example is one of them. */
    private long targetsBefore(long end) {
        return Arrays.binarySearch(places, end - 1) + 1L;
    }
}
