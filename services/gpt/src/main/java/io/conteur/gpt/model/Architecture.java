package io.conteur.gpt.model;

/**
 * The shape of a decoder-only transformer in the layout of Hugging Face's {@code Qwen3ForCausalLM}:
 * RMSNorm, RoPE, QK-norm, SwiGLU, no biases, an untied lm head, as many key-value heads as heads.
 *
 * @param vocabulary tokens (V)
 * @param width of the residual stream (C)
 * @param hidden width of the MLP (F)
 * @param layers number of transformer layers (L)
 * @param heads of attention (H); the width of one is {@code width / heads} and even
 * @param context tokens that the model can attend to
 */
public record Architecture(
        int vocabulary, int width, int hidden, int layers, int heads, int context) {
    public static final double ROTARY_BASE = 10_000;
    public static final double NORM_EPSILON = 1e-6;

    private static final long MAX_PARAMETERS = 2_000_000_000L;
    // A tensor is read and written as one buffer, whose size in bytes is an int.
    private static final long MAX_MATRIX = Integer.MAX_VALUE / Float.BYTES;

    public Architecture {
        requireBetween("vocabulary", vocabulary, 2, 1_000_000);
        requireBetween("width", width, 2, 16_384);
        requireBetween("hidden", hidden, 1, 65_536);
        requireBetween("layers", layers, 1, 256);
        requireBetween("heads", heads, 1, 256);
        requireBetween("context", context, 2, 1_000_000);
        if (width % (2 * heads) != 0) {
            throw new IllegalArgumentException(
                    "width must be a multiple of twice the heads, is " + width + " for " + heads);
        }
        long largest = Math.max((long) vocabulary * width, (long) hidden * width);
        if (largest > MAX_MATRIX) {
            throw new IllegalArgumentException(
                    "a matrix has at most "
                            + MAX_MATRIX
                            + " numbers, the largest would have "
                            + largest);
        }
        if (parameters(vocabulary, width, hidden, layers, heads) > MAX_PARAMETERS) {
            throw new IllegalArgumentException(
                    "a model has at most "
                            + MAX_PARAMETERS
                            + " parameters, this one would have "
                            + parameters(vocabulary, width, hidden, layers, heads));
        }
    }

    /** The same shape with another context. */
    public Architecture withContext(int context) {
        return new Architecture(vocabulary, width, hidden, layers, heads, context);
    }

    /** Width of one attention head (D). */
    public int headWidth() {
        return width / heads;
    }

    /** Number of trained parameters. */
    public long parameters() {
        return parameters(vocabulary, width, hidden, layers, heads);
    }

    /**
     * Floating-point operations of training on one token, forward and backward, in a full window:
     * six per weight of a matrix, and causal attention over half the context on average.
     */
    public long trainingFlopsPerToken() {
        long matrices = parameters() - (long) vocabulary * width;
        return 6 * matrices + 6L * layers * context * width;
    }

    /** Bytes that training takes for weights, gradients and both moments, all fp32. */
    public long trainingBytes() {
        return 4 * Float.BYTES * parameters();
    }

    /**
     * @throws IllegalArgumentException when an example is longer than the context, or has an id
     *     outside the vocabulary
     */
    public void requireFits(Example example) {
        if (example.tokens() > context) {
            throw new IllegalArgumentException(
                    "an example has at most "
                            + (context + 1)
                            + " ids, has "
                            + (example.tokens() + 1));
        }
        for (int id : example.ids()) {
            if (id < 0 || id >= vocabulary) {
                throw new IllegalArgumentException(
                        "an id must be from 0 to " + (vocabulary - 1) + ", is " + id);
            }
        }
    }

    private static long parameters(
            long vocabulary, long width, long hidden, long layers, int heads) {
        long attention = 4 * width * width + 2 * (width / heads);
        long layer = attention + 3 * width * hidden + 2 * width;
        return 2 * vocabulary * width + layers * layer + width;
    }

    private static void requireBetween(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " must be from " + min + " to " + max + ", is " + value);
        }
    }
}
