package io.conteur.events.training;

import io.conteur.events.EventChecks;
import org.jspecify.annotations.Nullable;

/**
 * How well a model predicts the held-out stories, in figures that compare across tokenizers.
 *
 * @param perplexity per target token
 * @param wordPerplexity per word, words being what white space separates
 * @param bitsPerByte of the stories in UTF-8; what no token spells is counted at eight bits per
 *     byte, here as in {@code wordPerplexity}, so that a tokenizer that knows fewer characters
 *     looks no better
 * @param promptRanking share of the stories that the model finds likelier after their own prompt
 *     than after each of nine others; measured at the end of a job
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
