package io.conteur.storygenerator.service;

import io.conteur.messaging.consumer.RequestConsumer;
import jakarta.enterprise.context.ApplicationScoped;
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
        return HealthCheckResponse.named("topics are read")
                .status(tables.loaded() && prompts.trouble().isEmpty())
                .withData("trouble", prompts.trouble().orElse("none"))
                .build();
    }
}
