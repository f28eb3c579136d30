package io.conteur.gpt.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The forward pass in plain loops, to be read and to test the fast engines against: no batch, no KV
 * cache, no folded weights, fp64. The model is Hugging Face's {@code Qwen3ForCausalLM}.
 *
 * <p>Shapes: T tokens; C width; H heads; D = C / H head width; F hidden width; V vocabulary.
 */
public final class ReferenceModel {
    private final Architecture architecture;
    private final float[] embedding; // (V, C)
    private final List<Layer> layers = new ArrayList<>();
    private final float[] finalNorm; // (C)
    private final float[] head; // (V, C)

    /**
     * Weights of a layer: norms (C) or (D), q, k, v and o (C, C), gate and up (F, C), down (C, F).
     */
    private record Layer(
            float[] attentionNorm,
            float[] q,
            float[] k,
            float[] v,
            float[] o,
            float[] qNorm,
            float[] kNorm,
            float[] mlpNorm,
            float[] gate,
            float[] up,
            float[] down) {}

    /**
     * @param weights in the order of {@link WeightLayout#layout}
     */
    public ReferenceModel(Architecture architecture, List<float[]> weights) {
        this.architecture = architecture;
        Iterator<float[]> w = weights.iterator();
        embedding = w.next();
        for (int i = 0; i < architecture.layers(); i++) {
            layers.add(
                    new Layer(
                            w.next(), w.next(), w.next(), w.next(), w.next(), w.next(), w.next(),
                            w.next(), w.next(), w.next(), w.next()));
        }
        finalNorm = w.next();
        head = w.next();
    }

    /** The logits of the token after each of these (T, V). */
    public double[][] logits(int[] ids) {
        double[][] x = new double[ids.length][]; // the residual stream (T, C)
        for (int t = 0; t < ids.length; t++) {
            x[t] = embed(ids[t]); // (C)
        }
        for (Layer layer : layers) {
            attention(x, layer);
            mlp(x, layer);
        }
        double[][] logits = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            logits[t] = matmul(head, rmsNorm(x[t], finalNorm)); // (V)
        }
        return logits;
    }

    private double[] embed(int id) {
        int width = architecture.width();
        return IntStream.range(0, width).mapToDouble(c -> embedding[id * width + c]).toArray();
    }

    /** Adds causal multi-head attention to the residual stream x (T, C). */
    private void attention(double[][] x, Layer w) {
        int headWidth = architecture.headWidth();
        double[][] q = new double[x.length][]; // (T, C) = (T, H, D), as are k and v
        double[][] k = new double[x.length][];
        double[][] v = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] y = rmsNorm(x[t], w.attentionNorm); // (C)
            q[t] = rope(rmsNorm(matmul(w.q, y), w.qNorm), t); // (H, D)
            k[t] = rope(rmsNorm(matmul(w.k, y), w.kNorm), t); // (H, D)
            v[t] = matmul(w.v, y); // (H, D)
        }
        for (int t = 0; t < x.length; t++) {
            double[] y = new double[architecture.width()]; // (H, D)
            for (int h = 0; h < y.length; h += headWidth) {
                double[] scores = new double[t + 1]; // no token attends to those after it
                for (int s = 0; s <= t; s++) {
                    for (int d = h; d < h + headWidth; d++) {
                        scores[s] += q[t][d] * k[s][d] / Math.sqrt(headWidth);
                    }
                }
                double[] weights = softmax(scores); // (t + 1)
                for (int s = 0; s <= t; s++) {
                    for (int d = h; d < h + headWidth; d++) {
                        y[d] += weights[s] * v[s][d];
                    }
                }
            }
            add(x[t], matmul(w.o, y));
        }
    }

    /** Adds SwiGLU to the residual stream x (T, C). */
    private static void mlp(double[][] x, Layer w) {
        for (double[] xt : x) {
            double[] y = rmsNorm(xt, w.mlpNorm); // (C)
            double[] gate = matmul(w.gate, y); // (F)
            double[] up = matmul(w.up, y); // (F)
            double[] hidden = new double[gate.length]; // (F)
            for (int f = 0; f < hidden.length; f++) {
                double silu = gate[f] / (1 + Math.exp(-gate[f]));
                hidden[f] = silu * up[f];
            }
            add(xt, matmul(w.down, hidden));
        }
    }

    /** RMSNorm of x, or of each of its heads when there are fewer weights than numbers. */
    private static double[] rmsNorm(double[] x, float[] weights) {
        double[] y = new double[x.length];
        for (int from = 0; from < x.length; from += weights.length) {
            double squares = 0;
            for (int i = 0; i < weights.length; i++) {
                squares += x[from + i] * x[from + i];
            }
            double rms = Math.sqrt(squares / weights.length + Architecture.NORM_EPSILON);
            for (int i = 0; i < weights.length; i++) {
                y[from + i] = x[from + i] / rms * weights[i];
            }
        }
        return y;
    }

    /** RoPE: rotates the pairs (d, d + D / 2) of every head by the angles of the position. */
    private double[] rope(double[] x, int position) {
        int headWidth = architecture.headWidth();
        double[] y = new double[x.length];
        for (int h = 0; h < x.length; h += headWidth) {
            for (int d = 0; d < headWidth / 2; d++) {
                double angle = position * Math.pow(Architecture.ROTARY_BASE, -2.0 * d / headWidth);
                double a = x[h + d];
                double b = x[h + d + headWidth / 2];
                y[h + d] = a * Math.cos(angle) - b * Math.sin(angle);
                y[h + d + headWidth / 2] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return y;
    }

    /** Probabilities of these logits, or weights of these attention scores. */
    public static double[] softmax(double[] scores) {
        double max = Arrays.stream(scores).max().orElseThrow();
        double[] powers = Arrays.stream(scores).map(score -> Math.exp(score - max)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    /** w (N, K) times x (K) -> (N). */
    private static double[] matmul(float[] w, double[] x) {
        double[] y = new double[w.length / x.length];
        for (int n = 0; n < y.length; n++) {
            for (int k = 0; k < x.length; k++) {
                y[n] += w[n * x.length + k] * x[k];
            }
        }
        return y;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }
}
