package io.conteur.gpt.decoding;

import io.conteur.gpt.sampling.SampledToken;
import java.util.List;

/**
 * The forward pass of a decoding step, with its KV cache. Those for CPUs are batch-invariant: what
 * they compute for a sequence is the same to the last bit whatever the batch. For one thread.
 */
public interface BatchDecoder extends AutoCloseable {
    /** Ranges of the KV cache begin at multiples of this many tokens. */
    int pageTokens();

    /**
     * Decodes the next token of every sequence; of one whose prompt is not yet processed, prefills
     * the next chunk instead.
     *
     * @return a token of each sequence that has one
     */
    List<SampledToken> step(List<Sequence> sequences);

    @Override
    void close();
}
