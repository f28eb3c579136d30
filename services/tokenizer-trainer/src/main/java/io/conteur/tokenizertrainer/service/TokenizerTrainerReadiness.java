package io.conteur.tokenizertrainer.service;

import io.conteur.messaging.consumer.RequestConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while requests can be consumed; the Kafka extension adds its own check of the broker. */
@Readiness
@ApplicationScoped
class TokenizerTrainerReadiness implements HealthCheck {
    private final RequestConsumer requests;

    TokenizerTrainerReadiness(RequestConsumer requests) {
        this.requests = requests;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("requests are taken")
                .status(requests.trouble().isEmpty())
                .withData("trouble", requests.trouble().orElse("none"))
                .build();
    }
}
