/**
 * Commands that talk to a running system by Kafka: they send a request and follow its events.
 * {@code ConnectionOptions} finds the system, {@code StoryClient} sends prompts, and {@code
 * TrainingFollower} follows a training. Begin with {@code PromptCommand}.
 */
@NullMarked
package io.conteur.cli.remote;

import org.jspecify.annotations.NullMarked;
