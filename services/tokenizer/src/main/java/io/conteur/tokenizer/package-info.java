/** SentencePiece BPE: train, encode, decode. */
@NullMarked
package io.conteur.tokenizer;

import org.jspecify.annotations.NullMarked;
