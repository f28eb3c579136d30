package io.conteur.cli.system;

import io.conteur.cli.system.HealthProbe.Endpoint;
import io.conteur.cli.system.HealthProbe.Fault;
import java.util.Optional;

/**
 * The health of a service of a running system.
 *
 * @param address of its health endpoint
 * @param fault empty when it is ready
 */
public record ServiceHealth(String address, Optional<String> fault) {
    /** Asks the service; empty when the system has none of this name. */
    public static Optional<ServiceHealth> of(SystemDescriptor system, String name) {
        return system.processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .map(
                        process ->
                                new ServiceHealth(
                                        HealthProbe.address(process.managementPort()),
                                        new HealthProbe()
                                                .check(process.managementPort(), Endpoint.READY)
                                                .map(Fault::reason)));
    }
}
