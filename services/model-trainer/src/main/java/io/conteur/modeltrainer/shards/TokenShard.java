package io.conteur.modeltrainer.shards;

import io.conteur.gpt.data.IndexedTokens;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An open shard: the token ids of successive pairs of a corpus.
 *
 * <pre>
 * tokens.bin, tokens.idx  the ids, a document per pair: the prompt and the story, two sequences
 * pairs.bin               a {@link PairFacts} per pair: 20 bytes, big endian
 * prompts.txt             the prompts themselves, one per line
 * shard.json              the sums
 * </pre>
 *
 * The first two are in {@linkplain IndexedTokens Megatron's layout}. The ids are read when they are
 * asked for, and none is held in the heap. Their files are opened at once, since those of a cache
 * may be deleted later.
 */
public final class TokenShard implements Closeable {
    static final String IDS = "tokens.bin";
    static final String INDEX = "tokens.idx";
    static final String FACTS = "pairs.bin";
    static final String PROMPTS = "prompts.txt";

    private final IndexedTokens tokens;
    private final ShardPairs pairs;

    private TokenShard(IndexedTokens tokens, ShardPairs pairs) {
        this.tokens = tokens;
        this.pairs = pairs;
    }

    /** Opens the files in a verified folder. */
    static TokenShard open(Path folder) throws IOException {
        ShardPairs pairs = ShardPairs.read(folder);
        return new TokenShard(
                IndexedTokens.open(folder.resolve(IDS), folder.resolve(INDEX)), pairs);
    }

    public ShardPairs pairs() {
        return pairs;
    }

    public int[] prompt(int pair) throws IOException {
        return tokens.read(2 * pair, 0, pairs.promptTokens(pair));
    }

    public int[] story(int pair) throws IOException {
        return story(pair, 0, pairs.storyTokens(pair));
    }

    /** A part of a pair's story. */
    public int[] story(int pair, int from, int to) throws IOException {
        return tokens.read(2 * pair + 1, from, to);
    }

    @Override
    public void close() throws IOException {
        tokens.close();
    }
}
