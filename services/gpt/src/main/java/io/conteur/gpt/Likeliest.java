package io.conteur.gpt;

/** Gives tokens from the heaviest on, ties by token: a heap, since seldom all are asked for. */
final class Likeliest {
    private final long[] heap;
    private int size;

    /** Of the tokens that have some weight, and not less than the least. */
    Likeliest(float[] weights, float least) {
        heap = new long[weights.length];
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && weights[i] >= least) {
                heap[size++] = packed(weights[i], i);
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /** Weight and token packed into a long that sorts from the heaviest on, ties by token. */
    private static long packed(float weight, int token) {
        return ((long) -Float.floatToIntBits(weight) << Integer.SIZE) + token;
    }

    int size() {
        return size;
    }

    /** The heaviest that is left. */
    int next() {
        int token = (int) heap[0];
        heap[0] = heap[--size];
        sink(0);
        return token;
    }

    private void sink(int from) {
        long value = heap[from];
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = value;
    }
}
