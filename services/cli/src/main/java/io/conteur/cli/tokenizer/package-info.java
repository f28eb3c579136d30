/**
 * {@code ./conteur tokenizer}: trains SentencePiece tokenizers, encodes and decodes, without Kafka.
 * Begin with {@code TokenizerTrainCommand}.
 */
@NullMarked
package io.conteur.cli.tokenizer;

import org.jspecify.annotations.NullMarked;
