package io.conteur.gpt.vector;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.WeightLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights for {@link VectorDecoder}: bf16 matrices into which the weights of the norm
 * before them are folded, as {@code fold} in {@code gpt.py} does it.
 */
public final class VectorModel {
    private final Architecture architecture;
    private final float[] embedding;
    private final List<Layer> layers = new ArrayList<>();
    private final PackedMatrix head;

    /**
     * One transformer layer.
     *
     * @param qkv queries, keys and values (3 C, C)
     * @param qkNorm weights of the norms of queries and keys (2, D), the former with attention's
     *     scale 1 / sqrt(D)
     * @param o output projection of attention (C, C)
     * @param gateUp gate and up projection (2 F, C): half of each tile is gates, the other half the
     *     ups they belong to
     * @param down down projection (C, F)
     */
    record Layer(
            PackedMatrix qkv,
            float[] qkNorm,
            PackedMatrix o,
            PackedMatrix gateUp,
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
        float[] finalNorm = next.next();
        head = matrix(architecture.vocabulary(), architecture.width(), next.next(), finalNorm);
    }

    private Layer layer(Iterator<float[]> next) {
        int width = architecture.width();
        int hidden = architecture.hidden();
        float[] attentionNorm = next.next();
        float[][] qkv = {next.next(), next.next(), next.next()};
        float[] o = next.next();
        float[] qkNorm = qkNorm(next.next(), next.next());
        float[] mlpNorm = next.next();
        float[] gate = next.next();
        float[] up = next.next();
        return new Layer(
                new PackedMatrix(
                        3 * width,
                        width,
                        (n, k) -> qkv[n / width][n % width * width + k] * attentionNorm[k]),
                qkNorm,
                matrix(width, width, o, null),
                gateUp(gate, up, mlpNorm),
                matrix(width, hidden, next.next(), null));
    }

    private static float[] qkNorm(float[] q, float[] k) {
        float[] qkNorm = new float[2 * q.length];
        for (int d = 0; d < q.length; d++) {
            qkNorm[d] = q[d] / (float) Math.sqrt(q.length);
            qkNorm[q.length + d] = k[d];
        }
        return qkNorm;
    }

    private PackedMatrix gateUp(float[] gate, float[] up, float[] norm) {
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
            int outputs, int inputs, float[] weights, float @Nullable [] norm) {
        return norm == null
                ? new PackedMatrix(outputs, inputs, (n, k) -> weights[n * inputs + k])
                : new PackedMatrix(outputs, inputs, (n, k) -> weights[n * inputs + k] * norm[k]);
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
