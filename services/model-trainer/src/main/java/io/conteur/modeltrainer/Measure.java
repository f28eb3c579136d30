package io.conteur.modeltrainer;

import io.conteur.events.training.ValidationFigures;

/**
 * What a validation found.
 *
 * @param nats summed over all targets of all held-out stories
 * @param tokens targets, the end of each story among them
 * @param lostBytes of the stories, that no token spells
 */
record Measure(double nats, long tokens, long words, long bytes, long lostBytes) {
    private static final double NATS_PER_BYTE = Math.log(256);

    /** Nats per target token. */
    double loss() {
        return nats / tokens;
    }

    /**
     * The same in measures that compare across tokenizers. What an unknown token stands for cannot
     * be told from it, so for words and bytes each lost byte costs its eight bits, as it would to
     * be written out; else a tokenizer that knows nothing would look best.
     */
    ValidationFigures figures() {
        double all = nats + lostBytes * NATS_PER_BYTE;
        return new ValidationFigures(
                finite(Math.exp(loss())),
                finite(Math.exp(all / Math.max(1, words))),
                all / Math.log(2) / Math.max(1, bytes),
                null);
    }

    /** An untrained model's perplexity per word can exceed every number. */
    private static double finite(double perplexity) {
        return Math.min(perplexity, Double.MAX_VALUE);
    }
}
