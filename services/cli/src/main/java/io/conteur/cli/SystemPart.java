package io.conteur.cli;

import io.conteur.cli.HealthProbe.Fault;
import java.io.IOException;
import java.util.Optional;

/** The broker or a service: how it is started, and what it says of itself. */
interface SystemPart extends SupervisedProcess.Lifecycle {
    /** Empty when the process that was just started serves clients. */
    Optional<Fault> notReady(ChildProcess process) throws IOException;

    /** 0 where it serves no HTTP. */
    int httpPort();

    /** Where it is, for people. */
    String address();
}
