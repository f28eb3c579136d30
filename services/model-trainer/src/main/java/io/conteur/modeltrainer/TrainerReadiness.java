package io.conteur.modeltrainer;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up once the topic of tokenizers has been read; the connector adds its own check of the broker.
 */
@Readiness
@ApplicationScoped
class TrainerReadiness implements HealthCheck {
    private final BrokerView view;

    TrainerReadiness(BrokerView view) {
        this.view = view;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tokenizers are read").status(view.loaded()).build();
    }
}
