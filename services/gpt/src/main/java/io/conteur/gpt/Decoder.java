package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A model's weights bound for writing, and the cache (2 L, 1, H, P, D). */
final class Decoder implements AutoCloseable {
    // Where a piece ends depends on the prompt alone, so the same prompt gives the same bits.
    private static final int PIECE = 256;

    private static final int COLUMNS = 3;

    private final NDManager manager;
    private final Script script;
    private final NDArray cache;
    private final int vocabulary;

    /**
     * @param prepared the weights as {@code gpt.py} folds them, fp32
     * @param packed see {@link Script#decoder}
     */
    Decoder(
            NDManager parent,
            Architecture architecture,
            NDList prepared,
            boolean packed,
            int cacheTokens) {
        manager = parent.newSubManager();
        vocabulary = architecture.vocabulary();
        script = Script.decoder(manager, architecture, packed);
        List<NDArray> arguments = new ArrayList<>(Weights.asArgument("f", prepared));
        arguments.add(manager.create((long) architecture.context()));
        script.call(manager, "bind", false, arguments).close();
        cache =
                manager.zeros(
                        new Shape(
                                2L * architecture.layers(),
                                1,
                                architecture.heads(),
                                cacheTokens,
                                architecture.headWidth()));
    }

    /**
     * Reads the next piece of a row's prompt; true when it was the last and {@code logits} hold.
     */
    boolean prefill(Row row, float[][] logits) {
        int[] piece = row.piece(PIECE);
        try (NDManager step = manager.newSubManager()) {
            NDArray tokens = step.create(IntStream.of(piece).asLongStream().toArray());
            NDArray place = step.create(new long[] {row.start, row.past()});
            NDList result = script.call(step, "prefill", false, List.of(tokens, place, cache));
            row.prefill(piece.length);
            if (row.prefilled()) {
                logits[0] = result.head().toFloatArray();
            }
            return row.prefilled();
        }
    }

    /** What follows in each row, (V) for each. */
    List<float[]> decode(List<Row> rows) {
        long[] flat = new long[COLUMNS * rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).write(flat, COLUMNS * i);
        }
        try (NDManager step = manager.newSubManager()) {
            NDArray argument = step.create(flat, new Shape(rows.size(), COLUMNS));
            float[] all =
                    script.call(step, "decode", false, List.of(argument, cache))
                            .head()
                            .toFloatArray();
            return IntStream.range(0, rows.size())
                    .mapToObj(
                            i ->
                                    java.util.Arrays.copyOfRange(
                                            all, i * vocabulary, (i + 1) * vocabulary))
                    .toList();
        }
    }

    @Override
    public void close() {
        script.close();
        manager.close();
    }
}
