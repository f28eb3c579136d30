/**
 * The first half of training: reduces a corpus to its distinct words with their counts.
 *
 * <pre>
 * CorpusBlockReader → LineSample → LineCounter (one per thread) → WordCounts
 *     → Alphabet → AlphabetFilter → WordCounts
 * </pre>
 *
 * <p>Begin with {@code CorpusCounter}.
 */
@NullMarked
package io.conteur.tokenizer.counting;

import org.jspecify.annotations.NullMarked;
