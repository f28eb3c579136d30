/** From logits to the next token: temperature, top-k, top-p, min-p, penalties. */
@NullMarked
package io.conteur.gpt.sampling;

import org.jspecify.annotations.NullMarked;
