/**
 * Prompts by Kafka and their stories: {@code StoryClient} sends one and waits, {@code StoryText}
 * prints what comes. Begin with {@code PromptCommand}.
 */
@NullMarked
package io.conteur.cli.story;

import org.jspecify.annotations.NullMarked;
