/**
 * The files with which Hugging Face's libraries tokenize as SentencePiece does. Begin with {@code
 * HuggingFaceFiles}.
 *
 * <pre>
 * tokenizer.json         TokenizerJson = normalizer (NormalizerJson)
 *                                        → symbols and words (SymbolPattern)
 *                                        → merges (MergeList) → decoder (DecoderJson)
 * tokenizer_config.json  TokenizerConfigJson: which class of transformers reads it
 * </pre>
 */
@NullMarked
package io.conteur.tokenizer.huggingface;

import org.jspecify.annotations.NullMarked;
