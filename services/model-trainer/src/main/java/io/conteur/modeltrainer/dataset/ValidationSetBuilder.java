package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.WindowSplitter;
import io.conteur.modeltrainer.shards.PairFacts;
import io.conteur.modeltrainer.shards.TokenShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects held-out stories up to a number of windows. */
final class ValidationSetBuilder {
    private final int context;
    private final int maxWindows;
    private final List<ValidationSet.Story> stories = new ArrayList<>();
    private final List<Example> windows = new ArrayList<>();
    private long words;
    private long bytes;
    private long unknownBytes;

    ValidationSetBuilder(int context, int maxWindows) {
        this.context = context;
        this.maxWindows = maxWindows;
    }

    /** Whether no pair can be added. */
    boolean full() {
        return windows.size() >= maxWindows && !windows.isEmpty();
    }

    /** Adds a pair unless it exceeds the windows; the first is always added. */
    void add(TokenShard shard, int pair) throws IOException {
        int added =
                WindowSplitter.count(
                        shard.pairs().promptTokens(pair), shard.pairs().storyTokens(pair), context);
        if (!windows.isEmpty() && windows.size() + added > maxWindows) {
            return;
        }
        int[] prompt = shard.prompt(pair);
        int[] story = shard.story(pair);
        windows.addAll(WindowSplitter.of(prompt, story, context));
        stories.add(new ValidationSet.Story(prompt, story));
        PairFacts facts = shard.pairs().facts(pair);
        words += facts.words();
        bytes += facts.bytes();
        unknownBytes += facts.unknownBytes();
    }

    ValidationSet build() {
        return new ValidationSet(stories, windows, words, bytes, unknownBytes);
    }
}
