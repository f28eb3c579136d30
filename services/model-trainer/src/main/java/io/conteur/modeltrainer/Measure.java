package io.conteur.modeltrainer;

import io.conteur.events.ValidationFigures;

/**
 * What a validation found.
 *
 * @param nats summed over all targets of all held-out stories
 * @param tokens targets, the end of each story among them
 */
record Measure(double nats, long tokens, long words, long bytes) {
    /** Nats per target token. */
    double loss() {
        return nats / tokens;
    }

    /** The same in measures that compare across tokenizers. */
    ValidationFigures figures() {
        return new ValidationFigures(
                finite(Math.exp(loss())),
                finite(Math.exp(nats / Math.max(1, words))),
                nats / Math.log(2) / Math.max(1, bytes),
                null);
    }

    /** An untrained model's perplexity per word can exceed every number. */
    private static double finite(double perplexity) {
        return Math.min(perplexity, Double.MAX_VALUE);
    }
}
