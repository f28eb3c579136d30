package io.conteur.gpt.vector;

import io.conteur.gpt.model.Architecture;

/** QK-norm and RoPE of queries and keys, as in Hugging Face's Qwen3. */
final class RotaryEmbedding {
    private final int width; // D
    private final float[] cosines; // (context, D / 2)
    private final float[] sines; // (context, D / 2)

    RotaryEmbedding(Architecture architecture) {
        width = architecture.headWidth();
        int half = width / 2;
        cosines = new float[architecture.context() * half];
        sines = new float[cosines.length];
        for (int i = 0; i < cosines.length; i++) {
            double exponent = 2.0 * (i % half) / width;
            int position = i / half;
            double angle = position * StrictMath.pow(Architecture.ROTARY_BASE, -exponent);
            cosines[i] = (float) StrictMath.cos(angle);
            sines[i] = (float) StrictMath.sin(angle);
        }
    }

    /**
     * RMSNorm, then RoPE of one query or key, in place.
     *
     * @param x holds it (D), from index {@code at} on
     * @param norm holds the weights of its norm (D), from index {@code normAt} on
     */
    void normAndRotate(float[] x, int at, float[] norm, int normAt, int position) {
        int half = width / 2;
        float scale = rmsNormScale(x, at);
        for (int d = 0; d < half; d++) {
            float cos = cosines[position * half + d];
            float sin = sines[position * half + d];
            float a = x[at + d] * scale * norm[normAt + d];
            float b = x[at + half + d] * scale * norm[normAt + half + d];
            x[at + d] = a * cos - b * sin;
            x[at + half + d] = b * cos + a * sin;
        }
    }

    private float rmsNormScale(float[] x, int at) {
        float squares = 0;
        for (int d = at; d < at + width; d++) {
            squares += x[d] * x[d];
        }
        return rmsNormScale(squares, width);
    }

    /** 1 / sqrt(mean of the squares + epsilon), by which RMSNorm multiplies. */
    static float rmsNormScale(float sumOfSquares, int width) {
        return (float) (1 / Math.sqrt(sumOfSquares / width + Architecture.NORM_EPSILON));
    }
}
