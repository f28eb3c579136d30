package io.conteur.modeltrainer.service;

import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.modeltrainer.kafka.KafkaRegistries;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up once the topic of tokenizers has been read and requests can be consumed; the Kafka extension
 * adds its own check of the broker.
 */
@Readiness
@ApplicationScoped
class ModelTrainerReadiness implements HealthCheck {
    private final KafkaRegistries registries;
    private final RequestConsumer requests;

    ModelTrainerReadiness(KafkaRegistries registries, RequestConsumer requests) {
        this.registries = registries;
        this.requests = requests;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics are read")
                .status(registries.loaded() && requests.trouble().isEmpty())
                .withData("trouble", requests.trouble().orElse("none"))
                .build();
    }
}
