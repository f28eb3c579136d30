package io.conteur.modeltrainer;

import io.conteur.gpt.Architecture;

/**
 * What a training step needs beside the process itself.
 *
 * @param model bytes of weights, gradients and moments
 * @param activations bytes kept for the backward pass of one batch
 */
record MemoryEstimate(long model, long activations) {
    private static final int BYTES_PER_ACTIVATION = 4;

    /** Every window full; the factors fit what the sizes were measured to need. */
    static MemoryEstimate of(Architecture architecture, int batch) {
        long perLayer = 14L * architecture.width() + 6L * architecture.hidden();
        // Logits, their softmax and its gradient.
        long perToken = architecture.layers() * perLayer + 3L * architecture.vocabulary();
        return new MemoryEstimate(
                architecture.trainingBytes(),
                BYTES_PER_ACTIVATION * perToken * batch * architecture.context());
    }

    long bytes() {
        return model + activations;
    }

    /** Refuses, before anything is allocated, what would not fit. */
    void requireWithin(long limit, Architecture architecture, int batch) {
        if (bytes() > limit) {
            throw JobEndedException.rejected(
                    "a step with batch %d, context %d and vocabulary %d needs about %d MiB; this trainer may use %d MiB, so ask for less of one of them"
                            .formatted(
                                    batch,
                                    architecture.context(),
                                    architecture.vocabulary(),
                                    bytes() >> 20,
                                    limit >> 20));
        }
    }
}
