/**
 * Requests to train a tokenizer or a model, the progress of such a job, and its results. Begin with
 * {@code TrainingRequested}.
 */
@NullMarked
package io.conteur.events.training;

import org.jspecify.annotations.NullMarked;
