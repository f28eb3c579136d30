package io.conteur.tokenizertrainer.service;

import io.conteur.messaging.consumer.RequestConsumer;
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
class TokenizerTrainerLiveness implements HealthCheck {
    private final Watchdog watchdog;
    private final JobExecutor executor;
    private final RequestConsumer requests;

    TokenizerTrainerLiveness(
            JobControl control,
            JobExecutor executor,
            RequestConsumer requests,
            TokenizerTrainerConfig config) {
        this.watchdog =
                new Watchdog(
                        "training",
                        "secondsSinceLastMove",
                        control.heartbeat(),
                        config.trainer().stalledAfter());
        this.executor = executor;
        this.requests = requests;
    }

    @Override
    public HealthCheckResponse call() {
        return watchdog.check(executor.breakdown().or(requests::breakdown), true).build();
    }
}
