package io.conteur.workersupport;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * A service's liveness: down when the current work has stalled, or when only a restart can help.
 *
 * @param name of the health check
 * @param silenceName of the field that holds the seconds since the last heartbeat
 * @param stalledAfter silence that counts as stalled
 */
public record Watchdog(
        String name, String silenceName, Heartbeat heartbeat, Duration stalledAfter) {
    /**
     * The response, to which a service may add fields.
     *
     * @param breakdown why the process has to be restarted
     * @param tablesAlive whether the topics that the service reads beside its requests are read
     */
    public HealthCheckResponseBuilder check(Optional<String> breakdown, boolean tablesAlive) {
        Duration silence = heartbeat.silence();
        boolean moving = silence.compareTo(stalledAfter) < 0;
        return HealthCheckResponse.named(name)
                .status(moving && breakdown.isEmpty() && tablesAlive)
                .withData(silenceName, silence.toSeconds())
                .withData("breakdown", breakdown.orElse("none"));
    }
}
