/**
 * What all decoders share: a story being generated ({@code Sequence}), the tokens of a decoding
 * step ({@code StepBatch}), and which range of the KV cache is whose ({@code CacheAllocator}).
 * Begin with {@code BatchDecoder}, which {@code torch} and {@code vector} implement.
 */
@NullMarked
package io.conteur.gpt.decoding;

import org.jspecify.annotations.NullMarked;
