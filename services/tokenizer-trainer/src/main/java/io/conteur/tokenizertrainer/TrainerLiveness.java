package io.conteur.tokenizertrainer;

import io.conteur.messaging.consumer.RequestConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when the job in hand no longer moves, or this process cannot go on without a restart. */
@Liveness
@ApplicationScoped
class TrainerLiveness implements HealthCheck {
    private final Workshop workshop;
    private final JobThread thread;
    private final RequestConsumer requests;
    private final Duration stalledAfter;

    TrainerLiveness(
            Workshop workshop, JobThread thread, RequestConsumer requests, ConteurConfig config) {
        this.workshop = workshop;
        this.thread = thread;
        this.requests = requests;
        this.stalledAfter = config.trainer().stalledAfter();
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = workshop.pulse().silence();
        Optional<String> breakdown = thread.breakdown().or(requests::breakdown);
        return HealthCheckResponse.named("training")
                .status(silence.compareTo(stalledAfter) < 0 && breakdown.isEmpty())
                .withData("secondsSinceLastMove", silence.toSeconds())
                .withData("breakdown", breakdown.orElse("none"))
                .build();
    }
}
