package io.conteur.tokenizer.merging;

/**
 * The distinct words of a corpus as one row of symbols: a border before and after each word, which
 * names the word that it ends, and a gap where a symbol has been swallowed by a merge with the one
 * before it. Long words are also named at regular places, so that the word of any place is found in
 * constant time.
 */
final class WordSequence {
    static final int NONE = -1;

    private static final int GAP = -1;
    private static final int BORDER = -2;

    /** A power of two; a search for the end of a word takes at most this many steps. */
    private static final int LANDMARK_DISTANCE = 32;

    private final int[] row;
    private final long[] counts;

    /** The words that the places 0, 32, 64, … belong to. */
    private final int[] landmarks;

    private int landmarked;
    private int length;

    WordSequence(int characters, int words) {
        this.row = new int[characters + words + 1];
        this.counts = new long[words];
        this.landmarks = new int[row.length / LANDMARK_DISTANCE + 1];
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
        while (landmarked * LANDMARK_DISTANCE < length) {
            landmarks[landmarked++] = word;
        }
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
            if (at % LANDMARK_DISTANCE == 0) {
                return counts[landmarks[at / LANDMARK_DISTANCE]];
            }
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
