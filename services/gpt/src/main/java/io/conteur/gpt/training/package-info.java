/** One optimiser step: gradients over a batch, then the update of each group of weights. */
@NullMarked
package io.conteur.gpt.training;

import org.jspecify.annotations.NullMarked;
