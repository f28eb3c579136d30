package io.conteur.cli.system;

import io.conteur.cli.system.HealthProbe.Fault;
import java.io.IOException;
import java.util.Optional;

/** The broker or a service: starts it and checks that it is ready and live. */
interface SystemComponent extends SupervisedProcess.Lifecycle {
    /** Empty when a process that was just started accepts requests. */
    Optional<Fault> notReady(ChildProcess process) throws IOException;

    /** The port of its page or API; 0 when it has none. */
    int httpPort();

    /** The port of its health endpoints; 0 when it has none. */
    int managementPort();

    /** Its address, to be shown to users. */
    String address();
}
