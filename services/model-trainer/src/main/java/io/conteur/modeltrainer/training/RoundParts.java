package io.conteur.modeltrainer.training;

import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.registry.JobRegistry;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.modeltrainer.rounds.RoundSettings;
import io.conteur.modeltrainer.rounds.UpdateStore;

/** What rounds need beside a session. */
public record RoundParts(
        JobRegistry<JobRounds> registry, UpdateStore updates, RoundSettings settings) {
    /** What is known of a job's rounds. */
    JobRounds of(JobSpec job) {
        return registry.of(JobKey.of(job));
    }
}
