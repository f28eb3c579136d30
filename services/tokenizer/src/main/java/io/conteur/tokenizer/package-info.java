/**
 * SentencePiece BPE: training in pure Java, encoding and decoding with DJL's SentencePiece. It
 * knows text and token ids, and nothing of models or Kafka.
 */
@NullMarked
package io.conteur.tokenizer;

import org.jspecify.annotations.NullMarked;
