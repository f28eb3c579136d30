/**
 * SentencePiece's model file and the parameters in it. {@code ModelFile} writes it after a
 * training; {@code SanitizedModel}, where to begin, validates one before native code reads it.
 */
@NullMarked
package io.conteur.tokenizer.model;

import org.jspecify.annotations.NullMarked;
