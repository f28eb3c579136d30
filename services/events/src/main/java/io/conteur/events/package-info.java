/**
 * The events, each an immutable record that validates itself. Begin with {@code
 * training.TrainingRequested}; one is enough for the whole line:
 *
 * <pre>
 * TrainingRequested --> TokenizerRequested --> TokenizerTrained
 *         |                                          |
 *         `------------------> training <------------'
 *                                 |<-> ShardClaimed, RoundClosed, WorkerReported (with several workers)
 *                                 |--> Progressed, StoryWritten (samples)
 *                                 `--> CheckpointPublished
 *                                          |
 * PromptSubmitted --------------------> generation --> StoryPartWritten ... StoryWritten
 * </pre>
 *
 * <p>{@code wire} serialises events to Kafka records and back, and lists the topics.
 */
@NullMarked
package io.conteur.events;

import org.jspecify.annotations.NullMarked;
