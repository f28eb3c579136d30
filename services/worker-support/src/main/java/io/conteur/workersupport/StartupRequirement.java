package io.conteur.workersupport;

import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * A start-up check of something that a service cannot work without. Down when it is missing; the
 * service takes no work then.
 *
 * @param name of the health check
 * @param problem what is missing; empty when nothing is
 */
public record StartupRequirement(String name, Optional<String> problem) implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named(name)
                .status(problem.isEmpty())
                .withData("problem", problem.orElse("none"))
                .build();
    }
}
