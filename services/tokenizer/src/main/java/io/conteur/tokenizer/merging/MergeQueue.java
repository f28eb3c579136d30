package io.conteur.tokenizer.merging;

import java.util.Arrays;

/**
 * A binary heap of the pairs that can be merged next: by descending count, then by ascending
 * length, text and age. The count of a queued pair can only fall, so updates are lazy: a pair that
 * reaches the top with an outdated count is reinserted with its current one.
 */
final class MergeQueue {
    private final SymbolTable symbols;
    private int[] heap = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    private int size;

    MergeQueue(SymbolTable symbols) {
        this.symbols = symbols;
    }

    void add(int pair) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        siftUp(size++, pair, symbols.count(pair));
    }

    /** Removes and returns the best pair; -1 when the queue is empty. */
    int poll() {
        while (size > 0) {
            int best = heap[0];
            if (counts[0] == symbols.count(best)) {
                size--;
                siftDown(heap[size], counts[size]);
                return best;
            }
            siftDown(best, symbols.count(best));
        }
        return -1;
    }

    private void siftUp(int from, int pair, long count) {
        int at = from;
        while (at > 0 && better(pair, count, (at - 1) / 2)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        heap[at] = pair;
        counts[at] = count;
    }

    private void siftDown(int pair, long count) {
        int at = 0;
        int child = bestChild(at);
        while (child < size && !better(pair, count, child)) {
            move(child, at);
            at = child;
            child = bestChild(at);
        }
        heap[at] = pair;
        counts[at] = count;
    }

    private int bestChild(int at) {
        int left = 2 * at + 1;
        int right = left + 1;
        return right < size && better(heap[right], counts[right], left) ? right : left;
    }

    private void move(int from, int to) {
        heap[to] = heap[from];
        counts[to] = counts[from];
    }

    private boolean better(int pair, long count, int at) {
        return count != counts[at] ? count > counts[at] : symbols.compareText(pair, heap[at]) < 0;
    }
}
