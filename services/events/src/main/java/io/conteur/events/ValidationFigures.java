package io.conteur.events;

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
        Check.measured(perplexity, "/perplexity");
        Check.measured(wordPerplexity, "/wordPerplexity");
        Check.measured(bitsPerByte, "/bitsPerByte");
        Check.between(promptRanking, 0, 1, "/promptRanking");
    }
}
