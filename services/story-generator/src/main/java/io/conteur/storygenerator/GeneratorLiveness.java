package io.conteur.storygenerator;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when the story in hand no longer grows, or this process cannot go on without a restart. */
@Liveness
@ApplicationScoped
class GeneratorLiveness implements HealthCheck {
    private final WritingThread thread;
    private final Tables tables;
    private final Pulse pulse;
    private final Duration stalledAfter;

    GeneratorLiveness(WritingThread thread, Tables tables, Pulse pulse, ConteurConfig config) {
        this.thread = thread;
        this.tables = tables;
        this.pulse = pulse;
        this.stalledAfter = config.generator().stalledAfter();
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = pulse.silence();
        boolean moving = silence.compareTo(stalledAfter) < 0;
        return HealthCheckResponse.named("stories are written")
                .status(moving && thread.breakdown().isEmpty() && tables.alive())
                .withData("secondsSinceLastToken", silence.toSeconds())
                .withData("breakdown", thread.breakdown().orElse("none"))
                .build();
    }
}
