/**
 * Prompts and checkpoints to story parts and stories. Data flows from the consumer of {@code
 * prompts} through {@code Intake} and {@code PromptQueue} to {@code WritingThread}, whose {@code
 * Desk} has each {@code Narrator} tell many stories at once, and out through {@code Outcomes}. It
 * knows nothing of how models are trained.
 */
@NullMarked
package io.conteur.storygenerator;

import org.jspecify.annotations.NullMarked;
