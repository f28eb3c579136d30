package io.conteur.storygenerator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up once checkpoints and earlier answers have been read, even without a model: prompts are
 * rejected then, with the reason. The connector adds its own check of the broker.
 */
@Readiness
@ApplicationScoped
class GeneratorReadiness implements HealthCheck {
    private final Tables tables;

    GeneratorReadiness(Tables tables) {
        this.tables = tables;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics are read").status(tables.loaded()).build();
    }
}
