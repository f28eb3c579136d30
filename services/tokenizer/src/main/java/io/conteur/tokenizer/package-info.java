/**
 * SentencePiece tokenizers: training by byte pair encoding (BPE, <a
 * href="https://arxiv.org/abs/1508.07909">Sennrich et al., 2016</a>), encoding and decoding. Knows
 * text and token ids, and nothing of language models or messages.
 *
 * <pre>
 * training   files → counting (normalise with text, count words, choose the alphabet)
 *                  → merging (merge pairs into pieces) → model (write the .model file)
 * encoding   .model file → model (validate) → text (normalise) → SentencePiece's native code
 * decoding   token ids → piece (look up) → PieceDecoder
 * </pre>
 *
 * <p>Begin with {@code Tokenizer} for encoding and decoding, and with {@code TokenizerTrainer} for
 * training.
 */
@NullMarked
package io.conteur.tokenizer;

import org.jspecify.annotations.NullMarked;
