package io.conteur.modeltrainer.checkpoint;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.reporting.JobAttempt;
import java.io.IOException;
import java.util.Optional;

/** Publishes the events of checkpoints. Repeating an event repeats its id. */
public record CheckpointPublisher(CheckpointStore checkpoints) {
    /** Publishes a checkpoint on the way. */
    public void publish(JobAttempt attempt, JobState state, ArtifactReference artifact) {
        publish(attempt, state.event(attempt.job(), artifact), "");
    }

    /**
     * Publishes a job's last checkpoint. When an earlier one is better, its event follows, because
     * prompts are answered with the newest event of a model.
     */
    public void publishLast(JobAttempt attempt, JobState last, ArtifactReference artifact)
            throws IOException {
        JobSpec job = attempt.job();
        Optional<StoredCheckpoint> better =
                last.bestStep() == last.step()
                        ? Optional.empty()
                        : checkpoints.at(job, last.bestStep());
        if (better.isEmpty()) {
            publish(attempt, last.lastEvent(job, artifact, last.promptRanking()), "");
            return;
        }
        publish(attempt, last, artifact);
        StoredCheckpoint best = better.get();
        publish(
                attempt,
                best.state().lastEvent(job, best.artifact(), last.promptRanking()),
                "-best");
    }

    private static void publish(JobAttempt attempt, CheckpointPublished event, String suffix) {
        String id = "%s-step-%08d%s".formatted(event.id(), event.step(), suffix);
        attempt.publishers().checkpoints().publish(event.model(), event, id);
    }
}
