/** The forward pass on the processor's vector units. Begin with {@code VectorDecoder}. */
@NullMarked
package io.conteur.gpt.vector;

import org.jspecify.annotations.NullMarked;
