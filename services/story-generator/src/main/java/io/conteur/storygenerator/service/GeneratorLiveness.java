package io.conteur.storygenerator.service;

import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.storygenerator.batching.GenerationThread;
import io.conteur.workersupport.Heartbeat;
import io.conteur.workersupport.Watchdog;
import jakarta.enterprise.context.ApplicationScoped;
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
    private final Watchdog watchdog;

    GeneratorLiveness(
            GenerationThread thread,
            RequestConsumer prompts,
            GeneratorTables tables,
            Heartbeat heartbeat,
            StoryGeneratorConfig config) {
        this.thread = thread;
        this.prompts = prompts;
        this.tables = tables;
        this.watchdog =
                new Watchdog(
                        "stories are written",
                        "secondsSinceLastToken",
                        heartbeat,
                        config.generator().stalledAfter());
    }

    @Override
    public HealthCheckResponse call() {
        return watchdog.check(thread.breakdown().or(prompts::breakdown), tables.alive()).build();
    }
}
