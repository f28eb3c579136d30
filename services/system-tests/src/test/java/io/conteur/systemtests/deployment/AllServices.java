package io.conteur.systemtests.deployment;

import static org.awaitility.Awaitility.await;

import io.conteur.systemtests.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One process of each service, by its name. */
record AllServices(Map<String, ServiceProcess> byName) implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> NAMES =
            List.of("tokenizer-trainer", "model-trainer", "story-generator", "http-api", "console");

    /**
     * Starts them, and waits until all are healthy.
     *
     * @param environment of a service, by its name
     */
    static AllServices start(
            Path folder, String bootstrap, Function<String, Map<String, String>> environment)
            throws IOException, InterruptedException {
        AllServices services = new AllServices(new LinkedHashMap<>());
        try {
            for (String name : NAMES) {
                services.byName.put(
                        name,
                        ServiceProcess.start(name, folder, bootstrap, environment.apply(name)));
            }
            for (ServiceProcess service : services.byName.values()) {
                await().atMost(LIMIT).until(service::healthy);
            }
            return services;
        } catch (IOException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (ServiceProcess service : byName.values()) {
            service.close();
        }
    }
}
