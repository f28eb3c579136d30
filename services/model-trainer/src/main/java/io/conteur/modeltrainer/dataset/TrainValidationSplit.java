package io.conteur.modeltrainer.dataset;

import static io.conteur.gpt.sampling.SplitMix64.mix;

import io.conteur.events.training.TrainingSettings;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardPairs;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * Which prompts are held out from training, to validate on. All pairs of a prompt are on the same
 * side, so that validation measures unseen prompts. Prompts are compared by their hash.
 *
 * @param heldOut whether the prompt with a hash is held out
 */
public record TrainValidationSplit(LongPredicate heldOut) {
    /** How a fraction of the prompts is held out. */
    public enum Method {
        /**
         * That share of a shuffled list of all distinct prompts, which has to fit into the heap.
         */
        DRAWN,
        /** Each prompt by its hash, with that probability. */
        HASHED;

        private static final long MAX_DRAWN_PAIRS = 1 << 18;

        /** The method of a new job. */
        public static Method of(ShardIndex index) {
            return index.pairs() <= MAX_DRAWN_PAIRS ? DRAWN : HASHED;
        }
    }

    /**
     * Splits by the lines or the fraction that the request names, else by the corpus's own list,
     * else by the default fraction; of a large corpus as many as of one that is just not large.
     *
     * @throws JobEndedException when a line does not exist
     */
    public static TrainValidationSplit of(
            Prompts prompts, TrainingSettings settings, long seed, Method method)
            throws IOException {
        Double fraction = settings.validationFraction();
        List<Integer> listed =
                settings.validationLines() == null
                        ? prompts.index.validationLines()
                        : settings.validationLines();
        if (fraction == null && listed != null) {
            return new TrainValidationSplit(prompts.at(listed)::contains);
        }
        if (method == Method.DRAWN) {
            double share = fraction == null ? Hyperparameters.VALIDATION_FRACTION : fraction;
            return new TrainValidationSplit(drawn(prompts, share, seed)::contains);
        }
        double most = (double) Method.MAX_DRAWN_PAIRS / Math.max(1, prompts.index.pairs());
        double share =
                fraction == null
                        ? Hyperparameters.VALIDATION_FRACTION * Math.min(1, most)
                        : fraction;
        return new TrainValidationSplit(hash -> unit(mix(hash ^ mix(seed))) < share);
    }

    /** A hash as a number from 0 to 1, exclusive. */
    private static double unit(long hash) {
        return (hash >>> 11) * 0x1.0p-53;
    }

    private static Set<Long> drawn(Prompts prompts, double fraction, long seed) throws IOException {
        Set<Long> all = new LinkedHashSet<>();
        prompts.forEach(all::add);
        List<Long> distinct = new ArrayList<>(all);
        Collections.shuffle(distinct, new Random(seed));
        int wanted = fraction == 0 ? 0 : Math.max(1, (int) Math.round(fraction * distinct.size()));
        // At least one prompt is trained on.
        return new HashSet<>(distinct.subList(0, Math.min(wanted, distinct.size() - 1)));
    }

    /** The hashes of a corpus's prompts. */
    public record Prompts(ShardStore store, ShardIndex index) {
        void forEach(LongConsumer consumer) throws IOException {
            for (ShardIndex.Shard shard : index.shards()) {
                ShardPairs pairs = store.pairs(shard);
                for (int pair = 0; pair < pairs.size(); pair++) {
                    consumer.accept(pairs.facts(pair).promptHash());
                }
            }
        }

        /** Of these pairs, counted from 0. */
        Set<Long> at(List<Integer> lines) throws IOException {
            List<Integer> ascending = lines.stream().sorted().toList();
            Set<Long> hashes = new HashSet<>();
            long first = 0;
            int next = 0;
            for (ShardIndex.Shard shard : index.shards()) {
                long end = first + shard.sums().pairs();
                if (next < ascending.size() && ascending.get(next) < end) {
                    ShardPairs pairs = store.pairs(shard);
                    for (; next < ascending.size() && ascending.get(next) < end; next++) {
                        int pair = Math.toIntExact(ascending.get(next) - first);
                        hashes.add(pairs.facts(pair).promptHash());
                    }
                }
                first = end;
            }
            if (next < ascending.size()) {
                throw JobEndedException.rejected(
                        "validationLines must be from 0 to %d, one is %d"
                                .formatted(first - 1, ascending.get(next)));
            }
            return hashes;
        }
    }
}
