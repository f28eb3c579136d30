package io.conteur.tokenizer;

/**
 * The distinct words of a corpus as one row of symbols: a border before and after each word, and a
 * gap where a symbol has been swallowed by a merge with the one before it.
 */
final class Words {
    static final int NONE = -1;

    private static final int GAP = -1;
    private static final int BORDER = -2;

    private final int[] row;
    private final int[] words;
    private final long[] counts;
    private int length;

    Words(int characters, int words) {
        this.row = new int[characters + words + 1];
        this.words = new int[row.length];
        this.counts = new long[words];
        row[length++] = BORDER;
    }

    int length() {
        return length;
    }

    void add(int word, int symbol) {
        words[length] = word;
        row[length++] = symbol;
    }

    void end(int word, long count) {
        counts[word] = count;
        row[length++] = BORDER;
    }

    boolean holdsSymbol(int place) {
        return row[place] >= 0;
    }

    int symbol(int place) {
        return row[place];
    }

    /** How often the word at a place occurs in the corpus. */
    long count(int place) {
        return counts[words[place]];
    }

    /** The next symbol's place in the same word, or {@link #NONE}. */
    int after(int place) {
        int at = place + 1;
        while (row[at] == GAP) {
            at++;
        }
        return row[at] == BORDER ? NONE : at;
    }

    /** The previous symbol's place in the same word, or {@link #NONE}. */
    int before(int place) {
        int at = place - 1;
        while (row[at] == GAP) {
            at--;
        }
        return row[at] == BORDER ? NONE : at;
    }

    void merge(int left, int right, int symbol) {
        row[left] = symbol;
        row[right] = GAP;
    }
}
