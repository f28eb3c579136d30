/**
 * A model in training, behind an interface that tests implement without a model. Begin with {@code
 * TrainingSession}.
 */
@NullMarked
package io.conteur.modeltrainer.session;

import org.jspecify.annotations.NullMarked;
