package io.conteur.events.training;

import io.conteur.events.EventChecks;
import org.jspecify.annotations.Nullable;

/**
 * Validation metrics of a model; all but perplexity compare across tokenizers.
 *
 * @param perplexity per target token
 * @param wordPerplexity per word, separated by white space
 * @param bitsPerByte of the stories in UTF-8. Unknown characters count eight bits per byte, here
 *     and in {@code wordPerplexity}, so that a smaller alphabet does not look better
 * @param promptRanking share of the stories that are likelier after their own prompt than after
 *     each of nine others; measured at the end of a job
 */
public record ValidationFigures(
        @Nullable Double perplexity,
        @Nullable Double wordPerplexity,
        @Nullable Double bitsPerByte,
        @Nullable Double promptRanking) {
    public ValidationFigures {
        EventChecks.measured(perplexity, "/perplexity");
        EventChecks.measured(wordPerplexity, "/wordPerplexity");
        EventChecks.measured(bitsPerByte, "/bitsPerByte");
        EventChecks.between(promptRanking, 0, 1, "/promptRanking");
    }
}
