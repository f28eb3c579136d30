package io.conteur.tokenizer.merging;

/**
 * The distinct words of a corpus as one array of symbols. Each word is followed by an end mark that
 * encodes its number; a gap marks a position whose symbol was merged into the one to its left. A
 * sparse index gives the word at every 32nd position, so that the word of any position is found in
 * constant time.
 */
final class WordSequence {
    static final int NONE = -1;

    private static final int GAP = -1;
    private static final int WORD_END = -2;

    /** Positions per index entry: the most steps that a search for a word takes. */
    private static final int INDEX_STRIDE = 32;

    private final int[] cells;
    private final long[] counts;

    /** The words that the positions 0, 32, 64, … belong to. */
    private final int[] wordIndex;

    private int indexed;
    private int length;

    WordSequence(int characters, int words) {
        this.cells = new int[characters + words + 1];
        this.counts = new long[words];
        this.wordIndex = new int[cells.length / INDEX_STRIDE + 1];
        cells[length++] = WORD_END;
    }

    int length() {
        return length;
    }

    void add(int symbol) {
        cells[length++] = symbol;
    }

    void end(int word, long count) {
        counts[word] = count;
        while (indexed * INDEX_STRIDE < length) {
            wordIndex[indexed++] = word;
        }
        cells[length++] = WORD_END - 1 - word;
    }

    boolean isSymbol(int position) {
        return cells[position] >= 0;
    }

    boolean endsWord(int position) {
        return cells[position] < WORD_END;
    }

    int symbol(int position) {
        return cells[position];
    }

    /** The corpus count of the word at a position. */
    long count(int position) {
        int at = position;
        while (!endsWord(at)) {
            if (at % INDEX_STRIDE == 0) {
                return counts[wordIndex[at / INDEX_STRIDE]];
            }
            at++;
        }
        return counts[WORD_END - 1 - cells[at]];
    }

    /** The position of the next symbol of the same word, or {@link #NONE}. */
    int next(int position) {
        int at = position + 1;
        while (cells[at] == GAP) {
            at++;
        }
        return cells[at] < 0 ? NONE : at;
    }

    /** The position of the previous symbol of the same word, or {@link #NONE}. */
    int previous(int position) {
        int at = position - 1;
        while (cells[at] == GAP) {
            at--;
        }
        return cells[at] < 0 ? NONE : at;
    }

    void merge(int left, int right, int symbol) {
        cells[left] = symbol;
        cells[right] = GAP;
    }
}
