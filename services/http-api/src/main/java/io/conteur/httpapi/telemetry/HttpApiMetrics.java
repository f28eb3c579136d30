package io.conteur.httpapi.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntSupplier;

/** The Micrometer metrics of this service; their names start with {@code conteur.http}. */
public final class HttpApiMetrics {
    private static final String PREFIX = "conteur.http.";

    private final MeterRegistry registry;
    private final Timer firstText;
    private final Timer answer;
    private final Counter disconnects;
    private final Counter slowClients;

    public HttpApiMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.firstText =
                timer(
                        "time.to.first.text",
                        "From a request to the first text of a stream",
                        new int[] {10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000});
        this.answer =
                timer(
                        "time",
                        "From a request to the end of its answer",
                        new int[] {
                            50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000
                        });
        this.disconnects = registry.counter(PREFIX + "disconnects");
        this.slowClients = registry.counter(PREFIX + "slow.clients");
    }

    /** With a histogram: the buckets of several instances add up, percentiles do not. */
    private Timer timer(String name, String description, int[] bucketMillis) {
        return Timer.builder(PREFIX + name)
                .description(description)
                .serviceLevelObjectives(
                        Arrays.stream(bucketMillis)
                                .mapToObj(Duration::ofMillis)
                                .toArray(Duration[]::new))
                .register(registry);
    }

    /** Registers the gauge of requests in progress. */
    public void watch(IntSupplier active) {
        Gauge.builder(PREFIX + "active", active, IntSupplier::getAsInt)
                .description("Requests in progress")
                // Else the supplier, which nobody else keeps, is collected and the gauge is lost.
                .strongReference(true)
                .register(registry);
    }

    /** The first text of a stream was written. */
    public void begun(Duration sinceRequest) {
        firstText.record(sinceRequest);
    }

    /**
     * A request was answered.
     *
     * @param status of HTTP, also of an error that a stream ends with
     */
    public void answered(int status, Duration sinceRequest) {
        answer.record(sinceRequest);
        registry.counter(PREFIX + "requests", "status", Integer.toString(status)).increment();
    }

    /** A client has gone before its answer was complete. */
    public void disconnected() {
        disconnects.increment();
    }

    /** A client was cut off because it did not read. */
    public void cutOff() {
        slowClients.increment();
    }
}
