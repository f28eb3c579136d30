/**
 * What both engines share: sequences in the making, the batch of a step, and who has which part of
 * the KV cache.
 */
@NullMarked
package io.conteur.gpt.decoding;

import org.jspecify.annotations.NullMarked;
