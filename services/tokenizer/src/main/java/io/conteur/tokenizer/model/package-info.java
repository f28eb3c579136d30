/** SentencePiece's model file, its parameters, and the checks before native code reads it. */
@NullMarked
package io.conteur.tokenizer.model;

import org.jspecify.annotations.NullMarked;
