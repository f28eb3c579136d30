package io.conteur.modeltrainer.plan;

import io.conteur.modeltrainer.dataset.TrainValidationSplit;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardPairs;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.tokenizer.TextLines;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects the prompts for which a job samples stories. A prompt may fill half the context.
 *
 * @param context tokens
 */
record SamplePromptSelector(ShardStore store, Tokenizer tokenizer, int context) {
    /**
     * Those that the request names, else the first held-out prompts that fit, else others.
     *
     * @throws JobEndedException when a requested prompt does not fit
     */
    List<String> select(
            @Nullable List<String> requested, ShardIndex index, TrainValidationSplit split)
            throws IOException {
        if (requested != null) {
            requested.forEach(this::require);
            return requested;
        }
        Set<String> selected = new LinkedHashSet<>();
        add(selected, index, split, true);
        add(selected, index, split, false);
        return List.copyOf(selected);
    }

    /** Adds prompts that are held out, or those that are not, until there are enough. */
    private void add(
            Set<String> selected, ShardIndex index, TrainValidationSplit split, boolean heldOut)
            throws IOException {
        for (ShardIndex.Shard shard : index.shards()) {
            if (selected.size() == Hyperparameters.SAMPLE_PROMPTS) {
                return;
            }
            BitSet wanted = wanted(store.pairs(shard), split, heldOut);
            if (!wanted.isEmpty()) {
                add(selected, shard, wanted);
            }
        }
    }

    private BitSet wanted(ShardPairs pairs, TrainValidationSplit split, boolean heldOut) {
        BitSet wanted = new BitSet();
        for (int pair = 0; pair < pairs.size(); pair++) {
            boolean onThisSide = split.heldOut().test(pairs.facts(pair).promptHash()) == heldOut;
            wanted.set(pair, onThisSide && pairs.promptTokens(pair) <= context / 2);
        }
        return wanted;
    }

    private void add(Set<String> selected, ShardIndex.Shard shard, BitSet wanted)
            throws IOException {
        try (TextLines prompts = store.prompts(shard)) {
            for (int pair = 0;
                    prompts.next() && selected.size() < Hyperparameters.SAMPLE_PROMPTS;
                    pair++) {
                if (wanted.get(pair)) {
                    selected.add(prompts.text());
                }
            }
        }
    }

    private void require(String prompt) {
        int tokens = tokenizer.encodePrompt(prompt).length;
        if (prompt.isBlank() || tokens > context / 2) {
            throw JobEndedException.rejected(
                    "a sample prompt has %d tokens; it must have a text of at most %d, half the context"
                            .formatted(tokens, context / 2));
        }
    }
}
