/**
 * What other workers and clients have published: tokenizers, models and cancellations. Package
 * {@code kafka} reads them from their topics.
 */
@NullMarked
package io.conteur.modeltrainer.registry;

import org.jspecify.annotations.NullMarked;
