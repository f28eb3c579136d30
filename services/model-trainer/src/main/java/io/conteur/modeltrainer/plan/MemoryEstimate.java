package io.conteur.modeltrainer.plan;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Architecture;
import io.conteur.workersupport.JobEndedException;

/**
 * Memory of the host that a process that trains takes; {@code GpuMemory} is that of a GPU. About a
 * third above the peak resident memory of the service, which was 0.7 GiB on two cores for the sizes
 * of a laptop.
 *
 * @param model bytes of weights, optimizer state, gradients and copies of the weights
 * @param activations bytes at the peak of a step or a validation, of all cores
 */
public record MemoryEstimate(long model, long activations) {
    /** Bytes of Java, libtorch, a corpus and the allocator's cache. */
    private static final long PROCESS = 700L << 20;

    private static final long BYTES_PER_PARAMETER = 22;

    /**
     * Of the weights between rounds, the outer optimizer, and updates while they are encoded; in
     * the Java heap.
     */
    private static final long ROUND_BYTES_PER_PARAMETER = 32;

    /** Of the Java heap, for all else. */
    private static final long HEAP = 160L << 20;

    /** Bytes that a context of CUDA takes of the host. */
    private static final long CUDA = 1536L << 20;

    private static final long HOST_BYTES_PER_PARAMETER = 12;

    /** The worst case: every window is full. */
    static MemoryEstimate of(Architecture architecture, int batch, int cores) {
        long longest = architecture.context();
        long step =
                Math.min(batch * longest, cores * Math.max(longest, Trainer.STEP_TOKENS))
                                * activationsPerToken(architecture)
                        + cores * attentionScores(architecture);
        long validation =
                cores * Math.max(longest, Trainer.SCORE_TOKENS) * logitsPerToken(architecture);
        return new MemoryEstimate(
                BYTES_PER_PARAMETER * architecture.parameters(), Math.max(step, validation));
    }

    /**
     * Beside a training on a GPU: the copies of weights and moments that a checkpoint is written
     * and read with.
     */
    static MemoryEstimate besideGpu(Architecture architecture) {
        return new MemoryEstimate(CUDA + HOST_BYTES_PER_PARAMETER * architecture.parameters(), 0);
    }

    /** Bytes; most activations are bf16, and some are recomputed in the backward pass. */
    private static long activationsPerToken(Architecture architecture) {
        long perLayer = 14L * architecture.width() + 6L * architecture.hidden();
        return architecture.layers() * perLayer * 3 / 2 + logitsPerToken(architecture) / 2;
    }

    /** Bytes of the longest window's attention scores, of which causality masks half. */
    private static long attentionScores(Architecture architecture) {
        long longest = architecture.context();
        return (long) architecture.layers() * architecture.heads() * longest * longest;
    }

    /** Bytes of the logits, their softmax and its gradient, in fp32. */
    private static long logitsPerToken(Architecture architecture) {
        return 3L * Float.BYTES * architecture.vocabulary();
    }

    /** With several workers. */
    MemoryEstimate withRounds(Architecture architecture) {
        return new MemoryEstimate(
                model + ROUND_BYTES_PER_PARAMETER * architecture.parameters(), activations);
    }

    /**
     * Checks the Java heap of a training with several workers.
     *
     * @throws JobEndedException when it would need more than {@code limit} bytes
     */
    static void requireHeap(long limit, Architecture architecture) {
        long needed = HEAP + ROUND_BYTES_PER_PARAMETER * architecture.parameters();
        if (needed > limit) {
            throw JobEndedException.rejected(
                    "a model of %d parameters needs about %d MiB of Java heap to train with several workers; this trainer has %d MiB, so ask for one worker, or give its JVM more"
                            .formatted(architecture.parameters(), needed >> 20, limit >> 20));
        }
    }

    long bytes() {
        return PROCESS + model + activations;
    }

    /**
     * Checks before anything is allocated.
     *
     * @throws JobEndedException when the process would need more than {@code limit} bytes
     */
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
