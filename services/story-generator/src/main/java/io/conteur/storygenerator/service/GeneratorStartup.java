package io.conteur.storygenerator.service;

import io.conteur.gpt.path.GpuRequirement;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Down when the image for GPUs runs where there is none; it takes no work then. */
@Startup
@ApplicationScoped
class GeneratorStartup implements HealthCheck {
    private final Optional<String> problem = GpuRequirement.problem();

    /** What keeps the service from work. */
    Optional<String> problem() {
        return problem;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("the GPU is found, if one is needed")
                .status(problem.isEmpty())
                .withData("problem", problem.orElse("none"))
                .build();
    }
}
