package io.conteur.modeltrainer.reporting;

import io.conteur.modeltrainer.job.JobSpec;

/** Opens the publishers of a job; {@code KafkaJobPublisherFactory} does. */
public interface JobPublisherFactory {
    /** Fences every worker that has opened them for the same job before. */
    JobPublishers open(JobSpec job);
}
