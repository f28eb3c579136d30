/**
 * Continuous batching: one thread decodes the stories of many prompts together.
 *
 * <pre>
 * GenerationThread ─► BatchScheduler ─► ActivePrompt (a prompt) ─► StorySequence (one of its stories)
 *                                                                      └─► StopSequences
 * </pre>
 *
 * <p>Begin with {@code BatchScheduler}, whose Javadoc has the state diagram of a prompt.
 */
@NullMarked
package io.conteur.storygenerator.batching;

import org.jspecify.annotations.NullMarked;
