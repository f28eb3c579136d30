package io.conteur.tokenizer.counting;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The distinct words of a corpus, and its size. */
public final class CountedCorpus {
    private final Size size;
    private @Nullable WordCounts words;

    /**
     * @param lines used lines
     * @param bytes uncompressed, skipped lines included
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

    /** Returns the words and drops the reference to them: they take much of a training's memory. */
    public WordCounts takeWords() {
        WordCounts taken = words();
        words = null;
        return taken;
    }
}
