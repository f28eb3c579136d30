package io.conteur.gpt;

import static io.conteur.gpt.vector.VectorMath.LANES;
import static io.conteur.gpt.vector.VectorMath.padded;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.torch.TorchScriptDecoder;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.vector.KvCache;
import io.conteur.gpt.vector.PackedMatrix;
import io.conteur.gpt.vector.VectorDecoder;

/**
 * Bytes that a model takes.
 *
 * @param resident as long as it can write: weights, the cache of keys and values, buffers
 * @param loading beside those while it is loaded
 */
public record EngineMemory(long resident, long loading) {
    /** What a thread needs beside its logits to choose a token: candidates and their weights. */
    private static final int CHOICE_NUMBERS = 3;

    /** While it is loaded. */
    public long peak() {
        return resident + loading;
    }

    /** Of {@link VectorDecoder}: matrices and cache in bf16, the rest in fp32; all of it heap. */
    static EngineMemory onVectors(Architecture a, EngineLimits limits) {
        long embedding = Float.BYTES * (long) a.vocabulary() * a.width();
        return new EngineMemory(
                embedding + matrices(a) + cache(a, limits) + tables(a) + buffers(a, limits),
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

    /** Cosines and sines of rotary positions. */
    private static long tables(Architecture a) {
        return (long) Float.BYTES * a.context() * a.headWidth();
    }

    private static long buffers(Architecture a, EngineLimits limits) {
        long token = 5L * a.width() + 3L * a.hidden();
        long tokens = (long) limits.rows() + VectorDecoder.PROMPT_TOKENS;
        long thread = (long) CHOICE_NUMBERS * a.vocabulary() + a.context();
        return Float.BYTES
                * (tokens * token
                        + limits.rows() * ((long) a.width() + a.vocabulary())
                        + TorchThreads.count() * thread);
    }

    /** Of {@link TorchScriptDecoder}: weights in fp32 or packed beside them, the cache in fp32. */
    static EngineMemory inTorchScript(Architecture a, EngineLimits limits) {
        long weights = Float.BYTES * a.parameters();
        long token = 2L * Float.BYTES * a.layers() * a.width();
        return new EngineMemory(weights + token * limits.cacheTokens(), 2 * weights);
    }
}
