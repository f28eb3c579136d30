/**
 * The model itself, without the way it is computed fast. Begin with {@code Architecture}, its
 * shape, and {@code ReferenceModel}, its forward pass in plain loops; {@code WeightLayout} lists
 * its weights, {@code Example} is what it is trained on.
 */
@NullMarked
package io.conteur.gpt.model;

import org.jspecify.annotations.NullMarked;
