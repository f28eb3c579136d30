package io.conteur.modeltrainer.checkpoint;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.reporting.JobAttempt;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Publishes the events of checkpoints. Repeating an event repeats its id. */
public record CheckpointPublisher(CheckpointStore store) {
    /** Publishes a checkpoint before the final one. */
    public void publish(JobAttempt attempt, JobState state, ArtifactReference artifact) {
        publish(attempt, state.event(attempt.job(), artifact), "");
    }

    /**
     * Publishes a job's final checkpoint. When an earlier one is better, its event follows, because
     * prompts are answered with the newest event of a model.
     */
    public void publishFinal(JobAttempt attempt, JobState end, ArtifactReference artifact)
            throws IOException {
        JobSpec job = attempt.job();
        Optional<StoredCheckpoint> better =
                end.bestStep() == end.step() ? Optional.empty() : store.at(job, end.bestStep());
        if (better.isEmpty()) {
            publish(attempt, end.lastEvent(job, artifact, end.promptRanking()), "");
            return;
        }
        publish(attempt, end, artifact);
        StoredCheckpoint best = better.get();
        publish(
                attempt,
                best.state().lastEvent(job, best.artifact(), end.promptRanking()),
                "-best");
    }

    private static void publish(JobAttempt attempt, CheckpointPublished event, String suffix) {
        String id = String.format(Locale.ROOT, "%s-step-%08d%s", event.id(), event.step(), suffix);
        attempt.publishers().checkpointEvents().publish(event.model(), event, id);
    }
}
