package io.conteur.modeltrainer.shards;

import io.conteur.gpt.data.IndexedTokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is known of the pairs of a shard without their tokens. */
public final class ShardPairs {
    private final int[] lengths;
    private final ByteBuffer facts;

    private ShardPairs(int[] lengths, ByteBuffer facts) {
        this.lengths = lengths;
        this.facts = facts;
    }

    static ShardPairs read(Path folder) throws IOException {
        int[] lengths = IndexedTokens.lengths(folder.resolve(TokenShard.INDEX));
        byte[] facts = Files.readAllBytes(folder.resolve(TokenShard.FACTS));
        return new ShardPairs(lengths, ByteBuffer.wrap(facts));
    }

    public int size() {
        return lengths.length / 2;
    }

    public int promptTokens(int pair) {
        return lengths[2 * pair];
    }

    public int storyTokens(int pair) {
        return lengths[2 * pair + 1];
    }

    public PairFacts facts(int pair) {
        int at = pair * PairFacts.BYTES;
        int words = at + Long.BYTES;
        return new PairFacts(
                facts.getLong(at),
                facts.getInt(words),
                facts.getInt(words + Integer.BYTES),
                facts.getInt(words + 2 * Integer.BYTES));
    }
}
