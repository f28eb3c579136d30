/**
 * The language model: token ids in, token ids out. It trains, scores, samples, and keeps
 * checkpoints; it knows no text and no Kafka.
 */
@NullMarked
package io.conteur.gpt;

import org.jspecify.annotations.NullMarked;
