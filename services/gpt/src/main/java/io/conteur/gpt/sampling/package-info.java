/**
 * From logits to the next token. {@code Sampler} applies penalties and logit bias, {@code
 * TokenFilter} temperature, min-p, top-k and top-p; one token of what passes is sampled. Begin with
 * {@code SamplingParameters}.
 */
@NullMarked
package io.conteur.gpt.sampling;

import org.jspecify.annotations.NullMarked;
