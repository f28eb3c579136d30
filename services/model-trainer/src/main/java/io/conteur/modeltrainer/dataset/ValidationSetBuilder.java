package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.WindowSplitter;
import io.conteur.modeltrainer.shards.OpenShards;
import io.conteur.modeltrainer.shards.PairFacts;
import io.conteur.modeltrainer.shards.ShardPairs;
import io.conteur.modeltrainer.shards.TokenShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects held-out stories up to a number of windows. */
final class ValidationSetBuilder {
    private final int context;
    private final int maxWindows;
    private final List<Selected> selected = new ArrayList<>();
    private int windows;

    private record Selected(int shard, int pair) {}

    ValidationSetBuilder(int context, int maxWindows) {
        this.context = context;
        this.maxWindows = maxWindows;
    }

    /** Whether no pair can be selected. */
    boolean full() {
        return windows >= maxWindows && windows > 0;
    }

    /**
     * Selects a pair unless it exceeds the windows; the first with any is always selected.
     *
     * @return whether it was selected
     */
    boolean select(int shard, ShardPairs pairs, int pair) {
        int added =
                WindowSplitter.count(pairs.promptTokens(pair), pairs.storyTokens(pair), context);
        if (windows > 0 && windows + added > maxWindows) {
            return false;
        }
        windows += added;
        selected.add(new Selected(shard, pair));
        return true;
    }

    /** Reads the pairs that were selected. */
    ValidationSet build(OpenShards shards) throws IOException {
        List<ValidationSet.Story> stories = new ArrayList<>();
        List<Example> all = new ArrayList<>();
        long words = 0;
        long bytes = 0;
        long unknownBytes = 0;
        for (Selected each : selected) {
            TokenShard shard = shards.get(each.shard);
            int[] prompt = shard.prompt(each.pair);
            int[] story = shard.story(each.pair);
            all.addAll(WindowSplitter.of(prompt, story, context));
            stories.add(new ValidationSet.Story(prompt, story));
            PairFacts facts = shard.pairs().facts(each.pair);
            words += facts.words();
            bytes += facts.bytes();
            unknownBytes += facts.unknownBytes();
        }
        return new ValidationSet(stories, all, words, bytes, unknownBytes);
    }
}
