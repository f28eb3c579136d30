package io.conteur.modeltrainer.encoding;

import io.conteur.modeltrainer.corpus.PairReader;
import io.conteur.workersupport.JobControl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of one shard, from the pair that the reader is at. The texts alone decide where it
 * ends.
 */
final class ShardPass {
    private static final int BLOCK_BYTES = 1 << 18;

    private final ShardBuilder.Limits limits;
    private final PairReader pairs;
    private final JobControl control;
    private long bytes;
    private int count;
    private boolean more = true;

    ShardPass(ShardBuilder.Limits limits, PairReader pairs, JobControl control) {
        this.limits = limits;
        this.pairs = pairs;
        this.control = control;
    }

    /**
     * Begins to encode the shard.
     *
     * @throws IOException when it was begun before; the texts cannot be read again, so another
     *     attempt has to make it
     */
    void begin() throws IOException {
        if (count > 0) {
            throw new IOException(
                    "the shard has to be encoded again: a damaged one was in its place");
        }
    }

    /** The next pairs, some hundred kilobytes; empty at the end of the shard. */
    List<PairReader.Pair> block() throws IOException {
        List<PairReader.Pair> block = new ArrayList<>();
        long end = bytes + BLOCK_BYTES;
        while (inShard() && bytes < end) {
            block.add(pairs.pair());
            advance();
        }
        return block;
    }

    /** Goes to the end of the shard. */
    void skip() throws IOException {
        while (inShard()) {
            advance();
        }
    }

    private boolean inShard() {
        return more && bytes < limits.bytes() && count < limits.pairs();
    }

    private void advance() throws IOException {
        control.beatOrStop();
        bytes += pairs.bytes();
        count++;
        more = pairs.next();
    }

    /** Bytes of text so far. */
    long bytes() {
        return bytes;
    }

    /** Whether the corpus has more pairs. */
    boolean more() {
        return more;
    }
}
