package io.conteur.cli.remote;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.connection.ConnectionOptions;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.GroupLag;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.system.ServiceHealth;
import io.conteur.cli.system.SystemDescriptor;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Says where the system runs, whether its services are healthy, and what waits for them. */
@Command(
        name = "status",
        description = {
            "Says where the system runs, whether its services are up, and how much waits for them.",
            "Exits with 0 when all are up, else with 1."
        },
        footer = {
            "  ./conteur status",
            "  ./conteur status --bootstrap broker.example:9092 --json"
        })
public final class StatusCommand implements Callable<Integer> {
    private static final Map<String, Topic<?>> SERVICES = services();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @ArgGroup(validate = false, heading = ConnectionOptions.HEADING)
    private ConnectionOptions connection = new ConnectionOptions();

    /**
     * A service.
     *
     * @param address of its health; absent where another machine may run it
     * @param fault absent when it is up
     * @param members of its consumer group
     * @param waiting requests that it has not finished
     */
    private record Service(
            String name,
            @Nullable String address,
            boolean up,
            @Nullable String fault,
            int members,
            long waiting) {}

    private record Status(
            String bootstrap,
            int brokers,
            @Nullable String data,
            @Nullable String artifacts,
            List<Service> services) {}

    /** The services by the names of their consumer groups, with their inputs. */
    private static Map<String, Topic<?>> services() {
        Map<String, Topic<?>> services = new LinkedHashMap<>();
        services.put("tokenizer-trainer", Topic.TOKENIZER_REQUESTS);
        services.put("model-trainer", Topic.TRAINING_REQUESTS);
        services.put("story-generator", Topic.PROMPTS);
        return services;
    }

    @Override
    public Integer call() throws IOException {
        BrokerAccess broker = connection.address();
        int brokers = KafkaClients.requireBroker(broker);
        SystemDescriptor local =
                connection.local() ? SystemDescriptor.read(connection.data()) : null;
        List<Service> services = new ArrayList<>();
        for (Map.Entry<String, Topic<?>> service : SERVICES.entrySet()) {
            services.add(service(broker, service.getKey(), service.getValue(), local));
        }
        if (local != null) {
            local.processes().stream()
                    .filter(
                            each ->
                                    each.managementPort() != 0
                                            && !SERVICES.containsKey(each.name()))
                    .forEach(each -> services.add(service(local, each.name(), GroupLag.NONE)));
        }
        Status status =
                new Status(
                        broker.bootstrap(),
                        brokers,
                        local == null ? null : connection.data().toString(),
                        local == null ? null : local.artifacts(),
                        services);
        print(status);
        return services.stream().allMatch(Service::up) ? 0 : ExitCode.SOFTWARE;
    }

    private static Service service(
            BrokerAccess broker, String name, Topic<?> input, @Nullable SystemDescriptor local) {
        GroupLag group = GroupLag.of(broker, name, input);
        if (local == null) {
            boolean up = group.members() > 0;
            return new Service(
                    name,
                    null,
                    up,
                    up ? null : "its consumer group has no members",
                    group.members(),
                    group.records());
        }
        return service(local, name, group);
    }

    private static Service service(SystemDescriptor local, String name, GroupLag group) {
        Optional<ServiceHealth> health = ServiceHealth.of(local, name);
        return new Service(
                name,
                health.map(ServiceHealth::address).orElse(null),
                health.isPresent() && health.get().fault().isEmpty(),
                health.isEmpty() ? "it does not run" : health.get().fault().orElse(null),
                group.members(),
                group.records());
    }

    private void print(Status status) {
        if (json) {
            System.out.println(Json.line(status));
            return;
        }
        line(
                "broker",
                status.bootstrap,
                status.brokers + (status.brokers == 1 ? " node" : " nodes"));
        for (Service service : status.services) {
            line(
                    service.name,
                    service.address == null ? service.members + " running" : service.address,
                    (service.fault == null ? "up" : "down: " + service.fault)
                            + (service.waiting == 0 ? "" : ", " + service.waiting + " waiting"));
        }
        if (status.data != null) {
            line("data", status.data, "");
            line("artifacts", String.valueOf(status.artifacts), "");
        }
    }

    private static void line(String name, String where, String what) {
        System.out.println(
                Terminal.visible("%-18s %-40s %s".formatted(name, where, what).stripTrailing()));
    }
}
