package io.conteur.console.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.Change;
import io.conteur.console.change.Change.Kind;
import io.conteur.console.feed.LiveView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Measures the health of the services and of the broker at intervals, while a page is open. */
public final class SystemProbe implements AutoCloseable {
    private final List<HealthCheckClient> services;
    private final BrokerProbe broker;
    private final LiveView view;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(SystemProbe::thread);
    private volatile boolean wanted;

    /**
     * Does not measure before it is wanted.
     *
     * @param every the interval
     */
    public SystemProbe(
            List<HealthCheckClient> services, BrokerProbe broker, LiveView view, Duration every) {
        this.services = List.copyOf(services);
        this.broker = broker;
        this.view = view;
        var unused =
                timer.scheduleWithFixedDelay(
                        this::measureIfWanted, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "system-probe");
        thread.setDaemon(true);
        return thread;
    }

    /** Begins or ends measuring; the first measurement is made at once. */
    public void want(boolean wanted) {
        boolean begins = wanted && !this.wanted;
        this.wanted = wanted;
        if (begins && !timer.isShutdown()) {
            timer.execute(this::measureIfWanted);
        } else if (!wanted && !timer.isShutdown()) {
            timer.execute(broker::rest);
        }
    }

    private void measureIfWanted() {
        if (!wanted) {
            return;
        }
        List<Change> gauges = new ArrayList<>();
        for (HealthCheckClient service : services) {
            gauges.add(gauge("service/" + service.name(), service.measure()));
        }
        gauges.add(gauge("broker", broker.measure()));
        view.measured(gauges);
    }

    private static Change gauge(String name, ObjectNode value) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", name).put("at", System.currentTimeMillis()).set("value", value);
        return new Change(Kind.GAUGE, "gauge/" + name, name, body);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        broker.rest();
    }
}
