package io.conteur.modeltrainer.job;

import java.time.Duration;

/**
 * What this process allows a job, from its configuration.
 *
 * @param memoryBytes of the whole process
 * @param cores that train
 * @param corpusBytes of a corpus's prompts and stories, unpacked
 * @param validationWindows of a validation set, which bound the time of a validation
 * @param checkpointInterval between checkpoints when the request names no steps
 */
public record ResourceLimits(
        long memoryBytes,
        int cores,
        long corpusBytes,
        int validationWindows,
        Duration checkpointInterval) {}
