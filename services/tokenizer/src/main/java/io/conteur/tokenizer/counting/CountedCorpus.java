package io.conteur.tokenizer.counting;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A corpus as its distinct words, and what reading it showed. */
public final class CountedCorpus {
    private final Size size;
    private @Nullable WordCounts words;

    /**
     * @param lines used ones
     * @param bytes unpacked, skipped lines included
     */
    public record Size(long lines, long skippedLines, long skippedBytes, long bytes) {}

    CountedCorpus(WordCounts words, Size size) {
        this.words = words;
        this.size = size;
    }

    public Size size() {
        return size;
    }

    public WordCounts words() {
        return Objects.requireNonNull(words, "the words were taken");
    }

    /** The words, which are forgotten here: they are much of a training's memory. */
    public WordCounts takeWords() {
        WordCounts taken = words();
        words = null;
        return taken;
    }
}
