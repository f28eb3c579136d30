package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.WindowSplitter;
import io.conteur.modeltrainer.shards.OpenShards;
import io.conteur.modeltrainer.shards.ShardPairs;
import io.conteur.modeltrainer.shards.TokenShard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The windows of the pairs to train on, which are read from shards when they are asked for. A block
 * is a shard. The heap holds four bytes for each pair of the open shards.
 */
final class ShardedExamples implements ExampleSource {
    private final OpenShards shards;
    private final TrainValidationSplit split;
    private final int context;
    private final long[] starts;
    private final long size;
    private final Map<Integer, Windows> open = new HashMap<>();

    /**
     * @param counts windows of each shard
     */
    ShardedExamples(OpenShards shards, TrainValidationSplit split, int context, long[] counts) {
        this.shards = shards;
        this.split = split;
        this.context = context;
        this.starts = new long[counts.length];
        long all = 0;
        for (int shard = 0; shard < counts.length; shard++) {
            starts[shard] = all;
            all += counts[shard];
        }
        this.size = all;
    }

    /**
     * The windows of a shard.
     *
     * @param ends for each pair, the windows of all pairs up to it
     */
    private record Windows(TokenShard shard, int[] ends) {
        Example window(int number, int context) throws IOException {
            int pair = pair(number);
            int first = pair == 0 ? 0 : ends[pair - 1];
            ShardPairs pairs = shard.pairs();
            WindowSplitter.Part part =
                    WindowSplitter.part(
                            pairs.promptTokens(pair),
                            pairs.storyTokens(pair),
                            context,
                            number - first);
            return part.window(
                    shard.prompt(pair), shard.story(pair, part.from(), part.to()), context);
        }

        /** The first pair that ends after a window; pairs without windows end where they begin. */
        private int pair(int number) {
            int from = 0;
            int to = ends.length - 1;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (ends[middle] > number) {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            return from;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long[] blockStarts() {
        return starts.clone();
    }

    @Override
    public Example example(long index) {
        int shard = shard(index);
        Windows windows = open.computeIfAbsent(shard, this::windows);
        try {
            return windows.window((int) (index - starts[shard]), context);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last shard that begins at or before an index; those without windows begin with it. */
    private int shard(long index) {
        int found = Arrays.binarySearch(starts, index);
        int shard = found < 0 ? -found - 2 : found;
        while (shard + 1 < starts.length && starts[shard + 1] == index) {
            shard++;
        }
        return shard;
    }

    private Windows windows(int number) {
        TokenShard shard = shards.get(number);
        ShardPairs pairs = shard.pairs();
        int[] ends = new int[pairs.size()];
        int all = 0;
        for (int pair = 0; pair < ends.length; pair++) {
            if (!split.heldOut().test(pairs.facts(pair).promptHash())) {
                all +=
                        WindowSplitter.count(
                                pairs.promptTokens(pair), pairs.storyTokens(pair), context);
            }
            ends[pair] = all;
        }
        return new Windows(shard, ends);
    }

    @Override
    public void expect(Set<Integer> blocks) {
        open.keySet().retainAll(blocks);
        shards.expect(blocks);
    }
}
