/** The vocabulary: its pieces, their types and their ids. Begin with {@code Vocabulary}. */
@NullMarked
package io.conteur.tokenizer.piece;

import org.jspecify.annotations.NullMarked;
