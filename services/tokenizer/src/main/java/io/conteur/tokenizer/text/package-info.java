/**
 * Text before segmentation: {@code Normalizer}, where to begin, applies the {@code Normalization}
 * of a model, whose {@code Charsmap} holds the replacement rules; {@code SymbolMask} cuts reserved
 * symbols out of training lines.
 */
@NullMarked
package io.conteur.tokenizer.text;

import org.jspecify.annotations.NullMarked;
