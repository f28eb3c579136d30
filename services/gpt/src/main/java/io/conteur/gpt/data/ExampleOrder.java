package io.conteur.gpt.data;

import static io.conteur.gpt.sampling.SplitMix64.mix;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/**
 * The order of examples: every epoch has each of them once, shuffled anew. A pure function of seed,
 * epoch and position, so that a training resumes anywhere, and workers share it without a word.
 *
 * <p>Blocks are shuffled, then the examples of {@code together} successive blocks with each other.
 * So an epoch reads every block once, a few at a time, and memory holds the order of those few.
 * Where all blocks fit together, only the examples are shuffled. For one thread at a time.
 */
public final class ExampleOrder {
    /**
     * Blocks of a new training that are shuffled together: 128 million tokens when a block is 64
     * MB, which mixes as well as a shuffle of everything.
     */
    public static final int BLOCKS_TOGETHER = 4;

    private final ExampleSource source;
    private final long[] starts;
    private final long seed;
    private final int together;
    private long epoch = -1;

    /** The blocks in the order of this epoch. */
    private int[] blocks = {};

    private int group = -1;

    /** Positions of the current group within the epoch. */
    private long groupStart;

    private long groupEnd;

    /** The shuffled examples of the group, as offsets into its blocks one after the other. */
    private int[] shuffled = {};

    /**
     * @param together blocks that are shuffled together; 0 for all
     */
    public ExampleOrder(ExampleSource source, long seed, int together) {
        this.source = source;
        this.starts = source.blockStarts();
        this.seed = seed;
        this.together = together == 0 ? starts.length : Math.min(together, starts.length);
    }

    /** The index of the example at a position, counted from the first epoch on. */
    public long at(long position) {
        long within = position % source.size();
        enterEpoch(position / source.size());
        if (within < groupStart) {
            leaveGroup();
        }
        while (within >= groupEnd) {
            enterGroup(group + 1, within);
        }
        return index(shuffled[(int) (within - groupStart)]);
    }

    private void enterEpoch(long wanted) {
        if (epoch != wanted) {
            epoch = wanted;
            blocks = blocks(epoch);
            leaveGroup();
        }
    }

    private void leaveGroup() {
        group = -1;
        groupStart = 0;
        groupEnd = 0;
    }

    private int[] blocks(long ofEpoch) {
        return together == starts.length
                ? identity(starts.length)
                : shuffled(starts.length, mix(epochSeed(ofEpoch)));
    }

    /** Enters a group; shuffles it only if it has the wanted position. */
    private void enterGroup(int next, long within) {
        group = next;
        groupStart = groupEnd;
        for (int i = next * together; i < end(next); i++) {
            groupEnd += size(blocks[i]);
        }
        if (within < groupEnd) {
            source.expect(expected());
            int size = Math.toIntExact(groupEnd - groupStart);
            shuffled = shuffled(size, groupSeed());
        }
    }

    /** The first group's seed is the epoch's: that of an order with a single group. */
    private long groupSeed() {
        return group == 0 ? epochSeed(epoch) : mix(epochSeed(epoch) + mix(group));
    }

    private long epochSeed(long ofEpoch) {
        return seed * 1_000_003 + ofEpoch;
    }

    /** The blocks of this group, then those of the next. */
    private Set<Integer> expected() {
        Set<Integer> expected = new LinkedHashSet<>();
        for (int i = group * together; i < end(group + 1); i++) {
            expected.add(blocks[i]);
        }
        if (end(group) == blocks.length) {
            int[] next = blocks(epoch + 1);
            for (int i = 0; i < together; i++) {
                expected.add(next[i]);
            }
        }
        return expected;
    }

    private int end(int ofGroup) {
        return Math.min(blocks.length, (ofGroup + 1) * together);
    }

    private long size(int block) {
        long end = block + 1 < starts.length ? starts[block + 1] : source.size();
        return end - starts[block];
    }

    private long index(int offset) {
        long left = offset;
        int at = group * together;
        while (left >= size(blocks[at])) {
            left -= size(blocks[at++]);
        }
        return starts[blocks[at]] + left;
    }

    /** As {@link java.util.Collections#shuffle} does with the same seed. */
    private static int[] shuffled(int size, long seed) {
        int[] all = identity(size);
        Random random = new Random(seed);
        for (int left = size; left > 1; left--) {
            int other = random.nextInt(left);
            int last = all[left - 1];
            all[left - 1] = all[other];
            all[other] = last;
        }
        return all;
    }

    private static int[] identity(int size) {
        int[] all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = i;
        }
        return all;
    }
}
