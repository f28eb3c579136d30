package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.counting.CorpusBlockReader.Block;
import io.conteur.tokenizer.model.TokenizerParameters.Sample;
import java.util.SplittableRandom;

/**
 * Samples a fixed number of lines from a stream by selection sampling (Knuth, <i>The Art of
 * Computer Programming</i> 3.4.2, algorithm S). The seed is fixed, so the sample is reproducible.
 */
final class LineSample {
    private static final long SEED = 0;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final boolean shuffled;
    private long toSelect;
    private long remaining;

    /**
     * @param lines all lines of the corpus
     */
    LineSample(Sample sample, long lines) {
        this.shuffled = sample.shuffled();
        this.toSelect = sample.sentences();
        this.remaining = lines;
    }

    static long lines(Block block) {
        long lines = 0;
        for (int at = 0; at < block.length(); at++) {
            lines += block.bytes()[at] == '\n' ? 1 : 0;
        }
        return block.bytes()[block.length() - 1] == '\n' ? lines : lines + 1;
    }

    /** The selected lines of a block. */
    Block select(Block block) {
        byte[] selected = new byte[block.length()];
        int length = 0;
        int start = 0;
        while (start < block.length()) {
            int end = lineEnd(block, start);
            if (selectsNext()) {
                System.arraycopy(block.bytes(), start, selected, length, end - start);
                length += end - start;
            }
            start = end;
        }
        return new Block(selected, length);
    }

    private boolean selectsNext() {
        boolean selected = toSelect > 0 && (!shuffled || random.nextLong(remaining) < toSelect);
        remaining--;
        toSelect -= selected ? 1 : 0;
        return selected;
    }

    private static int lineEnd(Block block, int start) {
        int at = start;
        while (at < block.length() && block.bytes()[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, block.length());
    }
}
