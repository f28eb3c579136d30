package io.conteur.modeltrainer.service;

import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.modeltrainer.kafka.KafkaRegistries;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor;
import io.conteur.workersupport.Watchdog;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when the running job has stalled, or when only a restart can help. */
@Liveness
@ApplicationScoped
class ModelTrainerLiveness implements HealthCheck {
    private final Watchdog watchdog;
    private final JobExecutor executor;
    private final KafkaRegistries registries;
    private final RequestConsumer requests;

    ModelTrainerLiveness(
            JobControl control,
            JobExecutor executor,
            KafkaRegistries registries,
            RequestConsumer requests,
            ModelTrainerConfig config) {
        this.watchdog =
                new Watchdog(
                        "training",
                        "secondsSinceLastMove",
                        control.heartbeat(),
                        config.trainer().stalledAfter());
        this.executor = executor;
        this.registries = registries;
        this.requests = requests;
    }

    @Override
    public HealthCheckResponse call() {
        boolean alive = registries.alive();
        return watchdog.check(executor.breakdown().or(requests::breakdown), alive)
                .withData("brokerIsRead", alive)
                .build();
    }
}
