package io.conteur.modeltrainer;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.WindowSplitter;
import io.conteur.tokenizer.Tokenizer;
import java.util.List;
import java.util.function.Function;

/**
 * Encodes a corpus, and refuses what cannot become a model: a text that the tokenizer fails on,
 * more token ids than the heap holds, and a tokenizer that does not know the corpus's characters.
 *
 * @see LostBytes
 */
final class CorpusEncoder {
    /** A tenth of a corpus's bytes, beyond which a model would learn to write nonsense. */
    static final double MAX_LOST = 0.1;

    /** Of the heap, which holds the texts as well. */
    private static final double HEAP_FOR_IDS = 0.4;

    private final Tokenizer tokenizer;
    private final int context;
    private final long maxIds;
    private final LostBytes lost;
    private long ids;

    CorpusEncoder(Tokenizer tokenizer, int context) {
        this(
                tokenizer,
                context,
                (long) (Runtime.getRuntime().maxMemory() * HEAP_FOR_IDS / Integer.BYTES));
    }

    /**
     * @param maxIds token ids that all windows may hold
     */
    CorpusEncoder(Tokenizer tokenizer, int context, long maxIds) {
        this.tokenizer = tokenizer;
        this.context = context;
        this.maxIds = maxIds;
        this.lost = new LostBytes(tokenizer);
    }

    /** A prompt's ids, its start and separator among them. */
    int[] prompt(String text) {
        return encode(text, tokenizer::encodePrompt);
    }

    /** A story's ids, its end among them. */
    int[] story(String text) {
        return encode(text, tokenizer::encodeStory);
    }

    /**
     * Encodes a text in some way, and counts it.
     *
     * @throws JobEndedException when the tokenizer fails on it, as it would each time
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
        lost.count(text, encoded);
        return encoded;
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** The windows of a pair; they are counted against the heap. */
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

    /** Bytes so far that no token spells. */
    long lostBytes() {
        return lost.bytes();
    }

    /**
     * The share of the bytes so far that no token spells.
     *
     * @throws JobEndedException when it is so large that the tokenizer is the wrong one
     */
    double requireSpelled() {
        double share = lost.share();
        if (share > MAX_LOST) {
            throw JobEndedException.rejected(
                    "%.1f %% of the corpus's bytes are characters that the tokenizer does not know; at most %.0f %% may be, so train a tokenizer on this corpus"
                            .formatted(100 * share, 100 * MAX_LOST));
        }
        return share;
    }
}
