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

/** Down when decoding has stalled, or a thread has failed so that only a restart helps. */
@Liveness
@ApplicationScoped
class GeneratorLiveness implements HealthCheck {
    private final GenerationThread thread;
    private final RequestConsumer prompts;
    private final GeneratorTables tables;
    private final GeneratorHeartbeat heartbeat;
    private final Duration stalledAfter;

    GeneratorLiveness(
            GenerationThread thread,
            RequestConsumer prompts,
            GeneratorTables tables,
            GeneratorHeartbeat heartbeat,
            StoryGeneratorConfig config) {
        this.thread = thread;
        this.prompts = prompts;
        this.tables = tables;
        this.heartbeat = heartbeat;
        this.stalledAfter = config.generator().stalledAfter();
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = heartbeat.silence();
        boolean moving = silence.compareTo(stalledAfter) < 0;
        Optional<String> breakdown = thread.breakdown().or(prompts::breakdown);
        return HealthCheckResponse.named("stories are written")
                .status(moving && breakdown.isEmpty() && tables.alive())
                .withData("secondsSinceLastToken", silence.toSeconds())
                .withData("breakdown", breakdown.orElse("none"))
                .build();
    }
}
