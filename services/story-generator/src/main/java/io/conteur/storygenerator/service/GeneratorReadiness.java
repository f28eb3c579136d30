package io.conteur.storygenerator.service;

import io.conteur.messaging.consumer.RequestConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up once checkpoints and earlier answers have been read, even when there is no model: prompts are
 * rejected then. The Kafka extension adds its own check of the broker.
 */
@Readiness
@ApplicationScoped
class GeneratorReadiness implements HealthCheck {
    private final GeneratorTables tables;
    private final RequestConsumer prompts;

    GeneratorReadiness(GeneratorTables tables, RequestConsumer prompts) {
        this.tables = tables;
        this.prompts = prompts;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = prompts.trouble().or(tables::trouble);
        return HealthCheckResponse.named("topics are read")
                .status(tables.loaded() && trouble.isEmpty())
                .withData("trouble", trouble.orElse("none"))
                .build();
    }
}
