package io.conteur.storygenerator.service;

import io.conteur.storygenerator.models.ModelCache;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Down while checkpoints cannot be loaded for a reason that is none of theirs: for want of memory,
 * or of the artifact store. Loading is tried again until it succeeds.
 */
@Readiness
@ApplicationScoped
class ModelLoadingReadiness implements HealthCheck {
    private final ModelCache narrators;

    ModelLoadingReadiness(ModelCache narrators) {
        this.narrators = narrators;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("models can be loaded")
                .status(narrators.trouble().isEmpty())
                .withData("reason", narrators.trouble().orElse("none"))
                .build();
    }
}
