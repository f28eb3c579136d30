package io.conteur.modeltrainer.evaluation;

import io.conteur.events.training.ValidationFigures;

/**
 * The sums of a validation.
 *
 * @param nats of all targets of all stories
 * @param tokens targets, the end token of each story included
 * @param unknownBytes of the stories, encoded as {@code <unk>}
 */
public record ValidationMetrics(
        double nats, long tokens, long words, long bytes, long unknownBytes) {
    private static final double NATS_PER_BYTE = Math.log(256);

    /** Nats per token. */
    double loss() {
        return nats / tokens;
    }

    /**
     * The loss in units that compare across tokenizers. Per word and per byte, each unknown byte
     * costs eight bits, its cost when written out. Otherwise a tokenizer with few characters would
     * seem best.
     */
    public ValidationFigures figures() {
        double all = nats + unknownBytes * NATS_PER_BYTE;
        return new ValidationFigures(
                finite(Math.exp(loss())),
                finite(Math.exp(all / Math.max(1, words))),
                all / Math.log(2) / Math.max(1, bytes),
                null);
    }

    /** An untrained model's perplexity per word can overflow. */
    private static double finite(double perplexity) {
        return Math.min(perplexity, Double.MAX_VALUE);
    }
}
