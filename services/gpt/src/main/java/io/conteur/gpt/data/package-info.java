/**
 * The examples that a training draws from, however many there are. Begin with {@code
 * ExampleSource}; {@code ExampleOrder} is the order in which they are drawn. {@code IndexedTokens}
 * reads token ids from files in Megatron's layout.
 */
@NullMarked
package io.conteur.gpt.data;

import org.jspecify.annotations.NullMarked;
