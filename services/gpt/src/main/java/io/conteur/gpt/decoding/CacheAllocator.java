package io.conteur.gpt.decoding;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Allocates contiguous ranges of a KV cache, first fit. Sizes are in tokens. */
public final class CacheAllocator {
    private final int size;
    private final NavigableMap<Integer, Integer> allocated = new TreeMap<>(); // length by start

    public CacheAllocator(int size) {
        this.size = size;
    }

    /** The start of the first free range of this length, or -1. */
    public int fit(int length) {
        int start = 0;
        for (Map.Entry<Integer, Integer> range : allocated.entrySet()) {
            if (range.getKey() - start >= length) {
                return start;
            }
            start = range.getKey() + range.getValue();
        }
        return size - start >= length ? start : -1;
    }

    /** Allocates the range that {@link #fit} finds and returns its start. */
    public int allocate(int length) {
        int start = fit(length);
        if (start < 0) {
            throw new IllegalStateException("there is no free range of " + length + " tokens");
        }
        allocated.put(start, length);
        return start;
    }

    public void free(int start) {
        allocated.remove(start);
    }
}
