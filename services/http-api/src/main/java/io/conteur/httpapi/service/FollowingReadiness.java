package io.conteur.httpapi.service;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.messaging.groupless.TopicTail;
import io.conteur.messaging.groupless.WholeTopicReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up once no answer can be missed and the models are known. The Kafka extension adds its own check
 * of the broker.
 */
@Readiness
@ApplicationScoped
class FollowingReadiness implements HealthCheck {
    private final TopicTail answers;
    private final WholeTopicReader<CheckpointPublished> checkpoints;

    FollowingReadiness(TopicTail answers, WholeTopicReader<CheckpointPublished> checkpoints) {
        this.answers = answers;
        this.checkpoints = checkpoints;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = answers.trouble();
        return HealthCheckResponse.named("answers are followed")
                .status(answers.following() && checkpoints.loaded() && trouble.isEmpty())
                .withData("trouble", trouble.orElse("none"))
                .build();
    }
}
