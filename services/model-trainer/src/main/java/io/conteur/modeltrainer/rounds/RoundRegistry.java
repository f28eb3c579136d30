package io.conteur.modeltrainer.rounds;

import java.util.List;

/** The rounds of all jobs; {@code KafkaRounds} reads them from their topics. */
public interface RoundRegistry {
    /** The rounds of a job; it may have none. */
    JobRounds of(String job);

    /** The rounds of all jobs. */
    List<JobRounds> all();

    /** Returns when all is known that was published before the call. */
    void catchUp();
}
