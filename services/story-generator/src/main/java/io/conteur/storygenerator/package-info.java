/**
 * Answers prompts with generated stories: one outcome per prompt, streamed in parts while it is
 * generated. It knows nothing of training.
 *
 * <pre>
 *   prompts ─► PromptHandler ─► PromptQueue ─► BatchScheduler ─► OutcomePublisher ─► story-parts,
 *                                                 │        │                          stories
 *                            ModelRouter ◄────────┘        └─► StoryModel (decodes)
 *                             │       │
 *        checkpoints ─► ModelCache  AnsweredPrompts ◄─ stories
 * </pre>
 *
 * <p>Begin with {@code batching.BatchScheduler}; {@code service.StoryGeneratorBeans} puts the
 * objects together.
 */
@NullMarked
package io.conteur.storygenerator;

import org.jspecify.annotations.NullMarked;
