package io.conteur.tokenizer;

/**
 * The distinct words of a corpus as one row of symbols: a border before and after each word, which
 * names the word that it ends, and a gap where a symbol has been swallowed by a merge with the one
 * before it.
 */
final class Words {
    static final int NONE = -1;

    private static final int GAP = -1;
    private static final int BORDER = -2;

    private final int[] row;
    private final long[] counts;
    private int length;

    Words(int characters, int words) {
        this.row = new int[characters + words + 1];
        this.counts = new long[words];
        row[length++] = BORDER;
    }

    int length() {
        return length;
    }

    void add(int symbol) {
        row[length++] = symbol;
    }

    void end(int word, long count) {
        counts[word] = count;
        row[length++] = BORDER - 1 - word;
    }

    boolean holdsSymbol(int place) {
        return row[place] >= 0;
    }

    boolean endsWord(int place) {
        return row[place] < BORDER;
    }

    int symbol(int place) {
        return row[place];
    }

    /** How often the word at a place occurs in the corpus. */
    long count(int place) {
        int at = place;
        while (!endsWord(at)) {
            at++;
        }
        return counts[BORDER - 1 - row[at]];
    }

    /** The next symbol's place in the same word, or {@link #NONE}. */
    int after(int place) {
        int at = place + 1;
        while (row[at] == GAP) {
            at++;
        }
        return row[at] < 0 ? NONE : at;
    }

    /** The previous symbol's place in the same word, or {@link #NONE}. */
    int before(int place) {
        int at = place - 1;
        while (row[at] == GAP) {
            at--;
        }
        return row[at] < 0 ? NONE : at;
    }

    void merge(int left, int right, int symbol) {
        row[left] = symbol;
        row[right] = GAP;
    }
}
