package io.conteur.gpt;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which stretches of a cache are taken: first fit. */
final class CacheSpace {
    private final int size;
    private final NavigableMap<Integer, Integer> taken = new TreeMap<>();
    private int used;

    CacheSpace(int size) {
        this.size = size;
    }

    /** Where a stretch of so many tokens fits, or -1. */
    int fit(int length) {
        int start = 0;
        for (Map.Entry<Integer, Integer> stretch : taken.entrySet()) {
            if (stretch.getKey() - start >= length) {
                return start;
            }
            start = stretch.getKey() + stretch.getValue();
        }
        return size - start >= length ? start : -1;
    }

    /** Takes a stretch that {@link #fit} found. */
    void take(int start, int length) {
        taken.put(start, length);
        used += length;
    }

    void free(int start) {
        Integer length = taken.remove(start);
        if (length != null) {
            used -= length;
        }
    }

    int used() {
        return used;
    }
}
