package io.conteur.modeltrainer;

import java.time.Duration;

/**
 * What this process allows a job, from its configuration.
 *
 * @param memoryBytes that the process may need
 * @param cores that train
 * @param corpusBytes of a corpus's texts
 * @param validationWindows measured at most, so that validation stays short
 * @param checkpointInterval between checkpoints when the request names no steps
 */
record Limits(
        long memoryBytes,
        int cores,
        long corpusBytes,
        int validationWindows,
        Duration checkpointInterval) {}
