package io.conteur.cli.remote;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.cli.system.SystemDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that locate the system: its broker and artifact root, by default those that {@code
 * ./conteur up} wrote to its data directory.
 */
final class ConnectionOptions {
    @Option(
            names = "--data",
            description = "Data directory of ./conteur up; default $CONTEUR_DATA or ~/.conteur.")
    private Path data = SystemDescriptor.defaultDirectory();

    @Option(
            names = "--bootstrap",
            description = "Kafka bootstrap servers; default those of the running system.",
            defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS}")
    private @Nullable String bootstrap;

    @Option(
            names = "--artifacts",
            description =
                    "Artifact root: a folder, or s3://BUCKET/PREFIX; default that of the running"
                            + " system.",
            defaultValue = "${env:CONTEUR_ARTIFACTS_ROOT}")
    private @Nullable String artifacts;

    String bootstrap() throws IOException {
        return bootstrap != null && !bootstrap.isBlank()
                ? bootstrap
                : SystemDescriptor.read(data).bootstrap();
    }

    ArtifactStore artifacts() throws IOException {
        return ArtifactStore.open(
                artifacts != null && !artifacts.isBlank()
                        ? artifacts
                        : SystemDescriptor.read(data).artifacts(),
                RemoteSettings.fromEnvironment(System.getenv()));
    }
}
