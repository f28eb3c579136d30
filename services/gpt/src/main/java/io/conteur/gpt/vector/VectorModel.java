package io.conteur.gpt.vector;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.WeightLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights for {@link VectorDecoder}: bf16 matrices with the weights of the norms before
 * them folded in, as {@code gpt.py} folds them.
 */
public final class VectorModel {
    private final Architecture architecture;
    private final float[] embedding;
    private final List<Layer> layers = new ArrayList<>();
    private final PackedMatrix head;

    /**
     * @param into queries, keys and values (3 C, C)
     * @param gains of the norms of queries and keys, (2, D); with the scale of attention
     * @param out (C, C)
     * @param wide (2 F, C): a tile has gates below and, above, what they let through
     * @param down (C, F)
     */
    record Layer(
            PackedMatrix into,
            float[] gains,
            PackedMatrix out,
            PackedMatrix wide,
            PackedMatrix down) {}

    /**
     * @param weights in the order of {@link WeightLayout#layout}
     */
    public VectorModel(Architecture architecture, List<float[]> weights) {
        this.architecture = architecture;
        Iterator<float[]> next = weights.iterator();
        embedding = next.next();
        for (int i = 0; i < architecture.layers(); i++) {
            layers.add(layer(next));
        }
        float[] norm = next.next();
        head = matrix(architecture.vocabulary(), architecture.width(), next.next(), norm);
    }

    private Layer layer(Iterator<float[]> next) {
        int width = architecture.width();
        int hidden = architecture.hidden();
        float[] norm = next.next();
        float[][] into = {next.next(), next.next(), next.next()};
        float[] out = next.next();
        float[] gains = gains(next.next(), next.next());
        float[] wideNorm = next.next();
        float[] gate = next.next();
        float[] up = next.next();
        return new Layer(
                new PackedMatrix(
                        3 * width,
                        width,
                        (n, k) -> into[n / width][n % width * width + k] * norm[k]),
                gains,
                matrix(width, width, out, null),
                wide(gate, up, wideNorm),
                matrix(width, hidden, next.next(), null));
    }

    private float[] gains(float[] query, float[] key) {
        float[] gains = new float[2 * query.length];
        for (int d = 0; d < query.length; d++) {
            gains[d] = query[d] / (float) Math.sqrt(query.length);
            gains[query.length + d] = key[d];
        }
        return gains;
    }

    private PackedMatrix wide(float[] gate, float[] up, float[] norm) {
        int width = architecture.width();
        int lanes = VectorMath.LANES;
        int hidden = architecture.hidden();
        return new PackedMatrix(
                2 * VectorMath.padded(hidden, lanes),
                width,
                (n, k) -> {
                    int unit = n / (2 * lanes) * lanes + n % lanes;
                    float[] matrix = n / lanes % 2 == 0 ? gate : up;
                    return unit < hidden ? matrix[unit * width + k] * norm[k] : 0;
                });
    }

    private static PackedMatrix matrix(
            int outputs, int inputs, float[] numbers, float @Nullable [] norm) {
        return norm == null
                ? new PackedMatrix(outputs, inputs, (n, k) -> numbers[n * inputs + k])
                : new PackedMatrix(outputs, inputs, (n, k) -> numbers[n * inputs + k] * norm[k]);
    }

    Architecture architecture() {
        return architecture;
    }

    List<Layer> layers() {
        return layers;
    }

    PackedMatrix head() {
        return head;
    }

    /** Writes a token's embedding (C). */
    void embed(int id, float[] to) {
        System.arraycopy(embedding, id * architecture.width(), to, 0, architecture.width());
    }
}
