package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.counting.CorpusBlockReader.Block;
import io.conteur.tokenizer.model.TokenizerParameters.Sample;
import java.util.SplittableRandom;

/**
 * Picks so many of a corpus's lines, as they stream by: each with the chance that the lines still
 * wanted have among those still to come (Knuth's algorithm S). The same lines every time.
 */
final class LineSample {
    private static final long SEED = 0;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final boolean shuffled;
    private long wanted;
    private long toCome;

    /**
     * @param lines of the corpus in all
     */
    LineSample(Sample sample, long lines) {
        this.shuffled = sample.shuffled();
        this.wanted = sample.sentences();
        this.toCome = lines;
    }

    static long lines(Block block) {
        long lines = 0;
        for (int at = 0; at < block.length(); at++) {
            lines += block.bytes()[at] == '\n' ? 1 : 0;
        }
        return block.bytes()[block.length() - 1] == '\n' ? lines : lines + 1;
    }

    /** The lines of a block that are picked. */
    Block pick(Block block) {
        byte[] picked = new byte[block.length()];
        int length = 0;
        int start = 0;
        while (start < block.length()) {
            int end = lineEnd(block, start);
            if (picks()) {
                System.arraycopy(block.bytes(), start, picked, length, end - start);
                length += end - start;
            }
            start = end;
        }
        return new Block(picked, length);
    }

    private boolean picks() {
        boolean picked = wanted > 0 && (!shuffled || random.nextLong(toCome) < wanted);
        toCome--;
        wanted -= picked ? 1 : 0;
        return picked;
    }

    private static int lineEnd(Block block, int start) {
        int at = start;
        while (at < block.length() && block.bytes()[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, block.length());
    }
}
