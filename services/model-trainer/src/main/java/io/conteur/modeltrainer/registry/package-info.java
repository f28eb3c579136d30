/**
 * What other workers and clients have published: tokenizers, models, cancellations, and what is
 * known of jobs with several workers. Package {@code kafka} reads them from their topics.
 */
@NullMarked
package io.conteur.modeltrainer.registry;

import org.jspecify.annotations.NullMarked;
