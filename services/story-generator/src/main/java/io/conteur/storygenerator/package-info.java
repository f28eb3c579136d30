/**
 * Prompts and checkpoints to story parts and stories. Data flows from {@code PromptsWorker} through
 * {@code Intake} and {@code PromptQueue} to {@code WritingThread}, which has {@code Desk} answer
 * one prompt after the other with a {@code Narrator}, and out through {@code Outcomes}. It knows
 * nothing of how models are trained.
 */
@NullMarked
package io.conteur.storygenerator;

import org.jspecify.annotations.NullMarked;
