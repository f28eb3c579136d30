package io.conteur.storygenerator.history;

import java.util.Set;

/**
 * The partitions of {@code stories} and {@code story-parts} that an instance reads; {@code
 * GeneratorTables} implements it.
 */
public interface AnswerTopics {
    /** Partitions were assigned: reads them back, then on, into an {@link AnswerHistory}. */
    void assigned(Set<Integer> partitions);

    /** Partitions were revoked: reads them no longer. */
    void revoked(Set<Integer> partitions);

    /**
     * Whether all that a partition held when it was last assigned has been read. Prompts of the
     * partition may be answered then; an outage of the broker delays that.
     */
    boolean caughtUp(int partition);
}
