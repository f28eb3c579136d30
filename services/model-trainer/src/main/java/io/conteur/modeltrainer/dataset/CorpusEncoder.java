package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.WindowSplitter;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobEndedException;
import java.util.List;
import java.util.function.Function;

/**
 * Encodes a corpus. Rejects a text that the tokenizer fails on, more token ids than fit into the
 * heap, and a tokenizer that does not know the corpus's characters.
 *
 * @see UnknownByteCounter
 */
public final class CorpusEncoder {
    /** Share of a corpus's bytes beyond which a model would learn to write {@code <unk>}. */
    static final double MAX_UNKNOWN_SHARE = 0.1;

    /** Share of the heap, which holds the texts as well. */
    private static final double HEAP_SHARE = 0.4;

    private final Tokenizer tokenizer;
    private final int context;
    private final long maxIds;
    private final UnknownByteCounter unknown;
    private long ids;

    public CorpusEncoder(Tokenizer tokenizer, int context) {
        this(
                tokenizer,
                context,
                (long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE / Integer.BYTES));
    }

    /**
     * @param maxIds of all windows
     */
    public CorpusEncoder(Tokenizer tokenizer, int context, long maxIds) {
        this.tokenizer = tokenizer;
        this.context = context;
        this.maxIds = maxIds;
        this.unknown = new UnknownByteCounter(tokenizer);
    }

    /** A prompt's ids, from the start token to the separator. */
    public int[] prompt(String text) {
        return encode(text, tokenizer::encodePrompt);
    }

    /** A story's ids, the end token included. */
    int[] story(String text) {
        return encode(text, tokenizer::encodeStory);
    }

    /**
     * Encodes a text and counts its unknown bytes.
     *
     * @throws JobEndedException when the tokenizer fails on it
     */
    int[] encode(String text, Function<String, int[]> encoding) {
        int[] encoded;
        try {
            encoded = encoding.apply(text);
        } catch (RuntimeException e) {
            throw JobEndedException.rejected(
                    "the tokenizer cannot encode %s: %s"
                            .formatted(shortened(text), e.getMessage()));
        }
        unknown.count(text, encoded);
        return encoded;
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /**
     * The windows of a pair.
     *
     * @throws JobEndedException when all windows so far exceed the heap
     */
    List<Example> windows(int[] prompt, int[] story) {
        List<Example> windows = WindowSplitter.of(prompt, story, context);
        windows.forEach(window -> ids += window.ids().length);
        if (ids > maxIds) {
            throw JobEndedException.rejected(
                    "the corpus has more than %d tokens, which this trainer's memory allows; use less of it, a larger vocabulary, or a trainer with more heap than %d MiB"
                            .formatted(maxIds, Runtime.getRuntime().maxMemory() >> 20));
        }
        return windows;
    }

    /** Bytes encoded as {@code <unk>} so far. */
    long unknownBytes() {
        return unknown.bytes();
    }

    /**
     * Share of the bytes so far that were encoded as {@code <unk>}.
     *
     * @throws JobEndedException when it is so large that the tokenizer is the wrong one
     */
    public double requireKnown() {
        double share = unknown.share();
        if (share > MAX_UNKNOWN_SHARE) {
            throw JobEndedException.rejected(
                    "%.1f %% of the corpus's bytes are characters that the tokenizer does not know; at most %.0f %% may be, so train a tokenizer on this corpus"
                            .formatted(100 * share, 100 * MAX_UNKNOWN_SHARE));
        }
        return share;
    }
}
