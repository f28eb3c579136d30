package io.conteur.storygenerator.service;

import io.conteur.storygenerator.models.ModelCache;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Down while no checkpoint can be loaded, for lack of memory or of the artifact store. Loading is
 * retried until it succeeds.
 */
@Readiness
@ApplicationScoped
class ModelLoadingReadiness implements HealthCheck {
    private final ModelCache models;

    ModelLoadingReadiness(ModelCache models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("models can be loaded")
                .status(models.trouble().isEmpty())
                .withData("reason", models.trouble().orElse("none"))
                .build();
    }
}
