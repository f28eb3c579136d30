/**
 * The second half of training: byte pair encoding over the counted words. Begin with {@code
 * Merger}.
 */
@NullMarked
package io.conteur.tokenizer.merging;

import org.jspecify.annotations.NullMarked;
