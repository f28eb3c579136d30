package io.conteur.gpt.vector;

import io.conteur.gpt.model.Architecture;

/** Norm and rotary position of queries and keys, as Hugging Face's Qwen3 has them. */
final class RotaryEmbedding {
    private final int width;
    private final float[] cosines;
    private final float[] sines;

    /** Tables for every position of the context and the first half of a head's width. */
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
     * Norms and turns a query or key in place.
     *
     * @param gains where the weights of its norm begin, (D)
     */
    void apply(float[] x, int at, float[] gains, int gain, int position) {
        int half = width / 2;
        float scale = scale(x, at);
        for (int d = 0; d < half; d++) {
            float cos = cosines[position * half + d];
            float sin = sines[position * half + d];
            float a = x[at + d] * scale * gains[gain + d];
            float b = x[at + half + d] * scale * gains[gain + half + d];
            x[at + d] = a * cos - b * sin;
            x[at + half + d] = b * cos + a * sin;
        }
    }

    private float scale(float[] x, int at) {
        float squares = 0;
        for (int d = at; d < at + width; d++) {
            squares += x[d] * x[d];
        }
        return scale(squares, width);
    }

    /** What a norm without weights multiplies by. */
    static float scale(float squares, int width) {
        return (float) (1 / Math.sqrt(squares / width + Architecture.NORM_EPSILON));
    }
}
