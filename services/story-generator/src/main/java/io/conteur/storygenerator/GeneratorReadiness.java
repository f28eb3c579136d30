package io.conteur.storygenerator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up once the topic of checkpoints has been read, even without a model: prompts are rejected then,
 * with the reason. The connector adds its own check of the broker.
 */
@Readiness
@ApplicationScoped
class GeneratorReadiness implements HealthCheck {
    private final CheckpointTable checkpoints;

    GeneratorReadiness(CheckpointTable checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("checkpoints are read")
                .status(checkpoints.loaded())
                .build();
    }
}
