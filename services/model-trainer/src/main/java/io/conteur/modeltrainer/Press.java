package io.conteur.modeltrainer;

/** Opens what a job publishes through. */
interface Press {
    /** From now on nobody else can publish for this job. */
    Outboxes open(Job job);
}
