package io.conteur.httpapi.service;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.messaging.groupless.TopicTail;
import io.conteur.messaging.groupless.WholeTopicReader;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when a thread that reads a topic has died, so that only a restart helps. */
@Liveness
@ApplicationScoped
class FollowingLiveness implements HealthCheck {
    private final TopicTail answers;
    private final WholeTopicReader<CheckpointPublished> checkpoints;

    FollowingLiveness(TopicTail answers, WholeTopicReader<CheckpointPublished> checkpoints) {
        this.answers = answers;
        this.checkpoints = checkpoints;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics are read")
                .status(answers.alive() && checkpoints.alive())
                .build();
    }
}
