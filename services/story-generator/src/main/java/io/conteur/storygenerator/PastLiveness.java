package io.conteur.storygenerator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when a prompt waits too long for what was answered before to be known. */
@Liveness
@ApplicationScoped
class PastLiveness implements HealthCheck {
    private final Past past;

    PastLiveness(Past past) {
        this.past = past;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("earlier answers are known")
                .status(!past.overdue())
                .withData("secondsWaited", past.waited().toSeconds())
                .build();
    }
}
