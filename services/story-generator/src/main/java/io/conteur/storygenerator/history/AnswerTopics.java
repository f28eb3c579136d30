package io.conteur.storygenerator.history;

import java.util.Set;

/** The partitions of {@code stories} and {@code story-parts} that an instance reads. */
public interface AnswerTopics {
    /** Reads back and follows partitions, into an {@link AnswerHistory}. */
    void follow(Set<Integer> partitions);

    /** Reads partitions no longer. */
    void drop(Set<Integer> partitions);

    /**
     * Whether all that a partition held when it was last followed has been read. Prompts of the
     * partition may be answered then; an outage of the broker delays that.
     */
    boolean caughtUp(int partition);
}
