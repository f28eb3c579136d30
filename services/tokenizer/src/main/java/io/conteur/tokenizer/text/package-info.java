/**
 * Text before segmentation: {@code Normalizer}, where to begin, applies the {@code Normalization}
 * of a model, whose {@code Charsmap} holds the replacement rules; {@code ReservedPieceMask} cuts
 * reserved pieces out of training lines.
 */
@NullMarked
package io.conteur.tokenizer.text;

import org.jspecify.annotations.NullMarked;
