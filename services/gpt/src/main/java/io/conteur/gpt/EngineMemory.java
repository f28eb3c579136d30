package io.conteur.gpt;

import static io.conteur.gpt.vector.VectorMath.LANES;
import static io.conteur.gpt.vector.VectorMath.padded;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.torch.PlainDecoder;
import io.conteur.gpt.torch.TorchScriptDecoder;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.vector.KvCache;
import io.conteur.gpt.vector.PackedMatrix;
import io.conteur.gpt.vector.VectorDecoder;

/**
 * Bytes of memory that a model takes.
 *
 * @param resident for weights, KV cache and buffers
 * @param loading in addition while it is loaded
 */
public record EngineMemory(long resident, long loading) {
    /** Numbers per vocabulary entry that a thread needs for sampling: logit, token and weight. */
    private static final int SAMPLING_NUMBERS = 3;

    /** The most that it takes, while it is loaded. */
    public long peak() {
        return resident + loading;
    }

    /**
     * Of {@link VectorDecoder}: matrices and KV cache in bf16, the rest in fp32; all in the heap.
     */
    static EngineMemory onVectors(Architecture a, EngineLimits limits) {
        long embedding = Float.BYTES * (long) a.vocabulary() * a.width();
        return new EngineMemory(
                embedding + matrices(a) + cache(a, limits) + ropeTables(a) + buffers(a, limits),
                Float.BYTES * a.parameters());
    }

    private static long matrices(Architecture a) {
        long width = a.width();
        long inputs =
                width * (tiles(3 * a.width()) + tiles(a.width()))
                        + width * tiles(2 * padded(a.hidden(), LANES))
                        + a.hidden() * tiles(a.width());
        return Short.BYTES * (a.layers() * inputs + width * tiles(a.vocabulary()));
    }

    private static long tiles(int outputs) {
        return padded(outputs, PackedMatrix.TILE);
    }

    private static long cache(Architecture a, EngineLimits limits) {
        long token = 2L * Short.BYTES * a.layers() * a.heads() * padded(a.headWidth(), LANES);
        return token * StoryEngine.cacheSize(limits, KvCache.PAGE);
    }

    /** Tables of RoPE. */
    private static long ropeTables(Architecture a) {
        return (long) Float.BYTES * a.context() * a.headWidth();
    }

    private static long buffers(Architecture a, EngineLimits limits) {
        long token = 5L * a.width() + 3L * a.hidden();
        long tokens = (long) limits.rows() + VectorDecoder.PROMPT_TOKENS;
        long thread = (long) SAMPLING_NUMBERS * a.vocabulary() + a.context();
        return Float.BYTES
                * (tokens * token
                        + limits.rows() * ((long) a.width() + a.vocabulary())
                        + TorchThreads.count() * thread);
    }

    /** Of {@link TorchScriptDecoder}: weights and KV cache in fp32; native memory. */
    static EngineMemory inTorchScript(Architecture a, EngineLimits limits) {
        long weights = Float.BYTES * a.parameters();
        long token = 2L * Float.BYTES * a.layers() * a.width();
        return new EngineMemory(weights + token * limits.cacheTokens(), 2 * weights);
    }

    /** Of {@link PlainDecoder} on a GPU: matrices and KV cache in bf16; memory of the device. */
    static EngineMemory onDevice(Architecture a, EngineLimits limits) {
        long embedding = Float.BYTES * (long) a.vocabulary() * a.width();
        long token = 2L * Short.BYTES * a.layers() * a.width();
        return new EngineMemory(
                embedding + Short.BYTES * a.parameters() + token * limits.cacheTokens(),
                Float.BYTES * a.parameters());
    }
}
