/**
 * The contract: every event as an immutable record that checks itself. Begin with {@code
 * story.PromptSubmitted}; {@code wire} turns events into Kafka records and back.
 */
@NullMarked
package io.conteur.events;

import org.jspecify.annotations.NullMarked;
