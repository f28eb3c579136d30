package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.WindowSplitter;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.shards.OpenShards;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardPairs;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;

/**
 * Splits an encoded corpus, and its texts into windows of the model's context. Only lengths are
 * read of what is trained on.
 *
 * @param context tokens of a window
 */
public record DatasetBuilder(
        ShardStore store, JobAttempt attempt, int context, int maxValidationWindows) {
    /**
     * Builds both sets of a split. The caller closes them.
     *
     * @throws JobEndedException when nothing is left to train on
     * @throws HandOverException when the job has to stop
     */
    public Dataset build(ShardIndex index, TrainValidationSplit split) throws IOException {
        OpenShards shards = new OpenShards(store, index, attempt);
        try {
            return new Building(this, index, split, shards).dataset();
        } catch (IOException | RuntimeException | Error e) {
            shards.close();
            throw e;
        }
    }

    private static final class Building {
        private final DatasetBuilder builder;
        private final ShardIndex index;
        private final TrainValidationSplit split;
        private final OpenShards shards;
        private final ValidationSetBuilder validation;
        private long tokens;

        Building(
                DatasetBuilder builder,
                ShardIndex index,
                TrainValidationSplit split,
                OpenShards shards) {
            this.builder = builder;
            this.index = index;
            this.split = split;
            this.shards = shards;
            this.validation =
                    new ValidationSetBuilder(builder.context, builder.maxValidationWindows);
        }

        Dataset dataset() throws IOException {
            long[] counts = new long[index.shards().size()];
            long all = 0;
            for (int shard = 0; shard < counts.length; shard++) {
                counts[shard] = windows(shard);
                all += counts[shard];
            }
            if (all == 0) {
                throw JobEndedException.rejected(
                        "the validation lines hold out every prompt; some must be left to train on");
            }
            return new Dataset(
                    new ShardedExamples(shards, split, builder.context, counts),
                    tokens,
                    validation.build(shards),
                    shards);
        }

        /** Counts a shard's windows to train on, and selects from its pairs that are held out. */
        private long windows(int shard) throws IOException {
            ShardPairs pairs = builder.store.pairs(index.shards().get(shard));
            long windows = 0;
            for (int pair = 0; pair < pairs.size(); pair++) {
                if (!split.heldOut().test(pairs.facts(pair).promptHash())) {
                    windows += count(pairs.promptTokens(pair), pairs.storyTokens(pair));
                } else if (!validation.full() && validation.select(shard, pairs, pair)) {
                    shards.openAhead(shard);
                }
                builder.attempt.control().beatOrStop();
            }
            return windows;
        }

        private int count(int promptTokens, int storyTokens) {
            int windows = WindowSplitter.count(promptTokens, storyTokens, builder.context);
            tokens += WindowSplitter.tokens(promptTokens, storyTokens, builder.context);
            return windows;
        }
    }
}
