package io.conteur.modeltrainer;

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
    private final Pulse pulse;
    private final JobThread thread;
    private final BrokerView view;
    private final RequestConsumer requests;
    private final Duration stalledAfter;

    TrainerLiveness(
            Pulse pulse,
            JobThread thread,
            BrokerView view,
            RequestConsumer requests,
            ConteurConfig config) {
        this.pulse = pulse;
        this.thread = thread;
        this.view = view;
        this.requests = requests;
        this.stalledAfter = config.trainer().stalledAfter();
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = pulse.silence();
        Optional<String> breakdown = thread.breakdown().or(requests::breakdown);
        boolean up = silence.compareTo(stalledAfter) < 0 && breakdown.isEmpty() && view.alive();
        return HealthCheckResponse.named("training")
                .status(up)
                .withData("secondsSinceLastMove", silence.toSeconds())
                .withData("breakdown", breakdown.orElse("none"))
                .withData("brokerIsRead", view.alive())
                .build();
    }
}
