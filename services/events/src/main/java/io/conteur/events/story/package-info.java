/**
 * A prompt, {@code PromptSubmitted}, and its answers: {@code StoryPartWritten} while the story is
 * streamed, then the one outcome, {@code StoryWritten}.
 */
@NullMarked
package io.conteur.events.story;

import org.jspecify.annotations.NullMarked;
