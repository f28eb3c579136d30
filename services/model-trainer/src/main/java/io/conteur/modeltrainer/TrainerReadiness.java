package io.conteur.modeltrainer;

import io.conteur.messaging.consumer.RequestConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up once the topic of tokenizers has been read and requests can be taken; the Kafka extension adds
 * its own check of the broker.
 */
@Readiness
@ApplicationScoped
class TrainerReadiness implements HealthCheck {
    private final BrokerView view;
    private final RequestConsumer requests;

    TrainerReadiness(BrokerView view, RequestConsumer requests) {
        this.view = view;
        this.requests = requests;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics are read")
                .status(view.loaded() && requests.trouble().isEmpty())
                .withData("trouble", requests.trouble().orElse("none"))
                .build();
    }
}
