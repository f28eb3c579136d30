package io.conteur.modeltrainer;

import java.time.Duration;

/**
 * What this process allows a job, from its configuration.
 *
 * @param memoryBytes a training step may need
 * @param corpusBytes of a corpus's texts
 * @param validationWindows measured at most, so that validation stays short
 * @param checkpointInterval between checkpoints when the request names no steps
 */
record Limits(
        long memoryBytes, long corpusBytes, int validationWindows, Duration checkpointInterval) {}
