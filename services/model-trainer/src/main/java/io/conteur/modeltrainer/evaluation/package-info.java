/** Validation, early stopping and prompt ranking. Begin with {@code EarlyStopping}. */
@NullMarked
package io.conteur.modeltrainer.evaluation;

import org.jspecify.annotations.NullMarked;
