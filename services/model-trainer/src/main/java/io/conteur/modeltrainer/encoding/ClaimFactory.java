package io.conteur.modeltrainer.encoding;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.ShardClaimedBuilder;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.registry.JobRegistry;
import io.conteur.modeltrainer.reporting.JobAttempt;

/**
 * Offers the corpora of this process's jobs to others.
 *
 * @param registry the claims to each job's corpus
 * @param worker this process's name
 */
public record ClaimFactory(JobRegistry<CorpusClaims> registry, String worker) {
    /** The claims of a job's coordinator to its corpus. */
    public ShardClaims open(
            JobAttempt attempt, ArtifactReference corpus, ArtifactReference tokenizer) {
        JobSpec job = attempt.job();
        int workers = Hyperparameters.of(job).workers();
        if (workers == 1) {
            return ShardClaims.ALL;
        }
        return new SharedClaims(
                registry.of(JobKey.of(job)),
                attempt.publishers().claims(),
                ShardClaimedBuilder.builder()
                        .id(job.id())
                        .model(job.model())
                        .worker(worker)
                        .coordinator(worker)
                        .workers(workers)
                        .corpus(corpus)
                        .tokenizer(tokenizer)
                        .build(),
                attempt.control());
    }
}
