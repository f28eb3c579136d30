package io.conteur.storygenerator.service;

import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.storygenerator.batching.GenerationThread;
import io.conteur.storygenerator.telemetry.GeneratorHeartbeat;
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
    private final GenerationThread thread;
    private final RequestConsumer prompts;
    private final GeneratorTables tables;
    private final GeneratorHeartbeat pulse;
    private final Duration stalledAfter;

    GeneratorLiveness(
            GenerationThread thread,
            RequestConsumer prompts,
            GeneratorTables tables,
            GeneratorHeartbeat pulse,
            StoryGeneratorConfig config) {
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
