package io.conteur.modeltrainer;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Architecture;

/**
 * What a process needs that trains. Measured on two cores, the resident memory of the service peaks
 * at 0.7 GiB for the sizes of a laptop; this says about a third more.
 *
 * @param model bytes of weights, moments, gradients and copies of the weights
 * @param activations bytes of what the cores work on at once, in a step or a validation
 */
record MemoryEstimate(long model, long activations) {
    /** Java, libtorch, a corpus and what the allocator holds back. */
    private static final long PROCESS = 700L << 20;

    private static final long BYTES_PER_PARAMETER = 22;

    /** Every window full. */
    static MemoryEstimate of(Architecture architecture, int batch, int cores) {
        long longest = architecture.context();
        long step =
                Math.min(batch * longest, cores * Math.max(longest, Trainer.STEP_TOKENS))
                                * activationsPerToken(architecture)
                        + cores * attention(architecture);
        long validation =
                cores * Math.max(longest, Trainer.SCORE_TOKENS) * logitsPerToken(architecture);
        return new MemoryEstimate(
                BYTES_PER_PARAMETER * architecture.parameters(), Math.max(step, validation));
    }

    /** Bytes; most numbers are bf16 and some are recomputed. */
    private static long activationsPerToken(Architecture architecture) {
        long perLayer = 14L * architecture.width() + 6L * architecture.hidden();
        return architecture.layers() * perLayer * 3 / 2 + logitsPerToken(architecture) / 2;
    }

    /** Bytes of what the longest window's tokens take from each other, half of them hidden. */
    private static long attention(Architecture architecture) {
        long longest = architecture.context();
        return (long) architecture.layers() * architecture.heads() * longest * longest;
    }

    /** Bytes of logits, their softmax and its gradient. */
    private static long logitsPerToken(Architecture architecture) {
        return 3L * Float.BYTES * architecture.vocabulary();
    }

    long bytes() {
        return PROCESS + model + activations;
    }

    /** Refuses, before anything is allocated, what would not fit. */
    void requireWithin(long limit, Architecture architecture, int batch) {
        if (bytes() > limit) {
            throw JobEndedException.rejected(
                    "a model of %d parameters with batch %d, context %d and vocabulary %d needs about %d MiB to train; this trainer may use %d MiB, so ask for less of one of them"
                            .formatted(
                                    architecture.parameters(),
                                    batch,
                                    architecture.context(),
                                    architecture.vocabulary(),
                                    bytes() >> 20,
                                    limit >> 20));
        }
    }
}
