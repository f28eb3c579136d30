/**
 * What a request asks for: the job, its hyperparameters with all their defaults, its limits and its
 * outcome. Begin with {@code Hyperparameters}.
 */
@NullMarked
package io.conteur.modeltrainer.job;

import org.jspecify.annotations.NullMarked;
