/** A vocabulary and its pieces. */
@NullMarked
package io.conteur.tokenizer.piece;

import org.jspecify.annotations.NullMarked;
