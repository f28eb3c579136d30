/**
 * SentencePiece BPE: train a tokenizer from text, write its model file, encode and decode. Knows
 * text and token ids, and nothing of language models or messages.
 *
 * <p>Training, in the order in which data flows: {@code CorpusReader} → {@code Normalizer} → {@code
 * WordCounts} → {@code Alphabet} → {@code Merger} → {@code ModelFile}.
 */
@NullMarked
package io.conteur.tokenizer;

import org.jspecify.annotations.NullMarked;
