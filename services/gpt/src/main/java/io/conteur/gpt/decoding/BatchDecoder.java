package io.conteur.gpt.decoding;

import io.conteur.gpt.sampling.SampledToken;
import java.util.List;

/**
 * Computes what follows stories, and keeps what it computed of their tokens. What it computes for a
 * story is the same to the last bit whichever others it is with. For one thread at a time.
 */
public interface BatchDecoder extends AutoCloseable {
    /** Stretches of the cache begin at multiples of so many tokens. */
    int page();

    /**
     * Writes the next token of every story, or reads the next piece of the prompt of those that
     * have joined.
     *
     * @return a token of each story that has one
     */
    List<SampledToken> step(List<Sequence> rows);

    @Override
    void close();
}
