package io.conteur.gpt.path;

import io.conteur.gpt.model.Architecture;

/**
 * Memory of the device that a training on the plain path takes.
 *
 * @param held bytes from beginning to end: weights and both moments, fp32
 * @param working bytes for gradients and their sum, fp32, and for copies of the weights
 * @param perToken bytes of the activations of a token of a micro-batch
 */
public record StepMemory(long held, long working, long perToken) {
    /** Bytes of CUDA's context and libraries. */
    private static final long DEVICE = 1L << 30;

    /** Of what there is, for the gaps between the allocator's blocks. */
    private static final double GAPS = 0.1;

    private static final int HELD_BYTES = 3 * Float.BYTES;
    private static final int WORKING_BYTES = 2 * Float.BYTES + 8;

    /** On a CPU, where the path is for comparison, and on a GPU that nothing reports on. */
    private static final int UNKNOWN = 4096;

    private static final int MIN_TOKENS = 64;
    private static final int MAX_TOKENS = 1 << 18;

    /** Numbers of two bytes that autograd keeps of a layer, per token: in widths, then hidden. */
    private static final int KEPT_WIDTHS = 22;

    private static final int KEPT_HIDDEN = 5;

    /** Bytes per entry of the vocabulary: bf16 logits, then logits, softmax, gradient in fp32. */
    private static final int LOGIT_BYTES = 16;

    /**
     * @param recompute see {@link ComputeOptions}
     */
    public static StepMemory of(Architecture a, boolean recompute) {
        long kept = KEPT_WIDTHS * (long) a.width() + KEPT_HIDDEN * (long) a.hidden();
        long layers = recompute ? (long) a.layers() * a.width() + kept : a.layers() * kept;
        return new StepMemory(
                HELD_BYTES * a.parameters(),
                WORKING_BYTES * a.parameters(),
                Short.BYTES * layers + (long) LOGIT_BYTES * a.vocabulary());
    }

    /** Bytes with micro-batches of this many tokens. */
    public long bytes(long microBatchTokens) {
        return (long) ((DEVICE + held + working + microBatchTokens * perToken) / (1 - GAPS));
    }

    /** The largest micro-batch for this much memory of a device, where nothing is held yet. */
    public int microBatchTokens(long memoryBytes) {
        long available = (long) (memoryBytes * (1 - GAPS)) - DEVICE - held - working;
        return (int) Math.max(MIN_TOKENS, Math.min(MAX_TOKENS, available / perToken));
    }

    /**
     * The largest micro-batch, where the weights and their moments are held already.
     *
     * @param memoryBytes that may be taken of the device; 0 for what is free
     */
    int microBatchTokens(long memoryBytes, boolean onGpu) {
        if (memoryBytes > 0) {
            return microBatchTokens(memoryBytes);
        }
        return onGpu
                ? Gpu.query().map(gpu -> microBatchTokens(gpu.freeBytes() + held)).orElse(UNKNOWN)
                : UNKNOWN;
    }
}
