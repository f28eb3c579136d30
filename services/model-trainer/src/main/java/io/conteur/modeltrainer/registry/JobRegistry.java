package io.conteur.modeltrainer.registry;

import java.util.List;

/** What is known of each job from topics; {@code KafkaJobRegistry} reads them. */
public interface JobRegistry<T> {
    /** What is known of a job; it may be nothing. */
    T of(JobKey job);

    /** What is known of the jobs that were heard of last, the last one first. */
    List<T> all();

    /** Returns when all is known that was published before the call. */
    void catchUp();
}
