package io.conteur.cli;

import io.conteur.artifacts.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the system is: what {@code ./conteur up} wrote into its data directory, unless options or
 * the environment name a broker and an artifact root.
 */
final class Connection {
    @Option(
            names = "--data",
            description = "Data directory of ./conteur up; default $CONTEUR_DATA or ~/.conteur.")
    private Path data = SystemFile.defaultDirectory();

    @Option(
            names = "--bootstrap",
            description = "Kafka bootstrap servers; default those of the running system.",
            defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS}")
    private @Nullable String bootstrap;

    @Option(
            names = "--artifacts",
            description = "Artifact root; default that of the running system.",
            defaultValue = "${env:CONTEUR_ARTIFACTS_ROOT}")
    private @Nullable Path artifacts;

    static Connection to(String bootstrap, Path artifacts) {
        Connection connection = new Connection();
        connection.bootstrap = bootstrap;
        connection.artifacts = artifacts;
        return connection;
    }

    String bootstrap() throws IOException {
        return bootstrap != null && !bootstrap.isBlank()
                ? bootstrap
                : SystemFile.read(data).bootstrap();
    }

    ArtifactStore artifacts() throws IOException {
        return ArtifactStore.at(
                artifacts != null && !artifacts.toString().isBlank()
                        ? artifacts
                        : Path.of(SystemFile.read(data).artifacts()));
    }
}
