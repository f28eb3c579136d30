package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Examples one after the other in flat buffers, without padding.
 *
 * @param tokens ids the model sees (N)
 * @param positions of each token in its own example (N)
 * @param ends where each example ends in the buffer
 * @param places of the tokens from which a target is predicted (M)
 * @param targets (M)
 */
record PackedBatch(long[] tokens, long[] positions, long[] ends, long[] places, long[] targets) {
    static PackedBatch of(List<Example> examples) {
        int size = examples.stream().mapToInt(Example::tokens).sum();
        int targets = examples.stream().mapToInt(Example::targets).sum();
        PackedBatch batch =
                new PackedBatch(
                        new long[size],
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
                positions[at + j] = j;
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
    List<NDArray> arguments(NDManager manager) {
        return List.of(
                manager.create(tokens),
                manager.create(positions),
                manager.create(ends),
                manager.create(places),
                manager.create(targets));
    }
}
