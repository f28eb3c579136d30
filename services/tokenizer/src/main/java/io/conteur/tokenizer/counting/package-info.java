/** The first half of training: a corpus becomes its distinct words and their counts. */
@NullMarked
package io.conteur.tokenizer.counting;

import org.jspecify.annotations.NullMarked;
