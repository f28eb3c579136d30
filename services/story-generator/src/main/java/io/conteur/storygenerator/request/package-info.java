/**
 * Prompts from their record to the batch: {@code PendingPrompt} is a prompt without an outcome yet,
 * {@code PromptQueue} the bounded queue that exerts backpressure on the consumer, and {@code
 * GenerationRequest} the tokens and sampling parameters that are decoded. Begin with {@code
 * PendingPrompt}.
 */
@NullMarked
package io.conteur.storygenerator.request;

import org.jspecify.annotations.NullMarked;
