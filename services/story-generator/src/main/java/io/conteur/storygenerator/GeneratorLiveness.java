package io.conteur.storygenerator;

import io.conteur.messaging.consumer.RequestConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when the story in hand no longer grows, or this process cannot go on without a restart. */
@Liveness
@ApplicationScoped
class GeneratorLiveness implements HealthCheck {
    private final WritingThread thread;
    private final RequestConsumer prompts;
    private final Tables tables;
    private final Pulse pulse;
    private final Duration stalledAfter;

    GeneratorLiveness(
            WritingThread thread,
            RequestConsumer prompts,
            Tables tables,
            Pulse pulse,
            ConteurConfig config) {
        this.thread = thread;
        this.prompts = prompts;
        this.tables = tables;
        this.pulse = pulse;
        this.stalledAfter = config.generator().stalledAfter();
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = pulse.silence();
        boolean moving = silence.compareTo(stalledAfter) < 0;
        Optional<String> breakdown = thread.breakdown().or(prompts::breakdown);
        return HealthCheckResponse.named("stories are written")
                .status(moving && breakdown.isEmpty() && tables.alive())
                .withData("secondsSinceLastToken", silence.toSeconds())
                .withData("breakdown", breakdown.orElse("none"))
                .build();
    }
}
