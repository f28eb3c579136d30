/**
 * The second half of training: byte pair encoding over the counted words. {@code WordSequence}
 * holds the words as symbols, {@code PairOccurrences} where each pair occurs, and {@code
 * MergeQueue} which pair is the most frequent. Begin with {@code Merger}.
 */
@NullMarked
package io.conteur.tokenizer.merging;

import org.jspecify.annotations.NullMarked;
