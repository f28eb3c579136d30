package io.conteur.gpt.decoding;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which stretches of a cache are taken: first fit. */
public final class CacheAllocator {
    private final int size;
    private final NavigableMap<Integer, Integer> taken = new TreeMap<>();

    public CacheAllocator(int size) {
        this.size = size;
    }

    /** Where a stretch of so many tokens fits, or -1. */
    public int fit(int length) {
        int start = 0;
        for (Map.Entry<Integer, Integer> stretch : taken.entrySet()) {
            if (stretch.getKey() - start >= length) {
                return start;
            }
            start = stretch.getKey() + stretch.getValue();
        }
        return size - start >= length ? start : -1;
    }

    /** Takes the stretch that {@link #fit} finds; where it starts. */
    public int take(int length) {
        int start = fit(length);
        if (start < 0) {
            throw new IllegalStateException("there is no stretch of " + length);
        }
        taken.put(start, length);
        return start;
    }

    public void free(int start) {
        taken.remove(start);
    }
}
