package io.conteur.cli.system;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.UsageException;
import io.conteur.cli.usage.NumberRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the system until Ctrl-C. */
@Command(
        name = "up",
        description = "Starts the broker and the services, and runs until Ctrl-C.",
        footer = {"  ./conteur up", "  ./conteur up --data /tmp/mine --port 0"})
public final class UpCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PARTITIONS = 1024;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps its data here; default $CONTEUR_DATA or ~/.conteur.")
    private Path data = SystemDescriptor.defaultDirectory();

    @Option(
            names = "--port",
            defaultValue = "9092",
            description =
                    "Kafka's port, from 0 to 65535; 0 is a free one; default ${DEFAULT-VALUE}.")
    @NumberRange(min = 0, max = MAX_PORT)
    private int port;

    @Option(
            names = "--partitions",
            description =
                    "Partitions of prompts, story-parts and stories, from 1 to 1024: the most generators that can"
                            + " share the prompts. More than there are adds some. Default 8, or"
                            + " those of the data directory.")
    @NumberRange(min = 1, max = MAX_PARTITIONS)
    private @Nullable Integer partitions;

    @Option(
            names = "--artifacts",
            paramLabel = "ROOT",
            description =
                    "Artifact root: a folder, or s3://BUCKET/PREFIX; default"
                            + " $CONTEUR_ARTIFACTS_ROOT or a folder in the data directory.",
            defaultValue = "${env:CONTEUR_ARTIFACTS_ROOT}")
    private @Nullable String artifacts;

    @Option(names = "--json", description = "Print one JSON document when ready.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        requireDirectory(data);
        requireArtifactRoot();
        OptionalInt asked = partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions);
        try (RunningSystem system =
                RunningSystem.start(
                        new RunningSystem.Location(data, port, asked, artifacts, true),
                        line -> print("  ready: " + line))) {
            announce(system);
            system.writeClassArchives();
            system.supervise();
        }
        return 0;
    }

    private void announce(RunningSystem system) {
        if (json) {
            System.out.println(Json.line(SystemDescriptor.of(system)));
            return;
        }
        print("Conteur is up: Kafka on " + system.bootstrap() + ", data in " + data);
        print("Artifacts in " + system.artifacts());
        print("OpenAI's API at " + system.httpApi());
        system.console().ifPresent(address -> print("The console: " + address));
        String here = SystemDescriptor.option(data);
        print("In another terminal:");
        print("  ./conteur train" + here + " --bundled --follow");
        print("  ./conteur prompt" + here + " --stream \"A shy fox finds a brass compass.\"");
        print("  ./conteur status" + here);
        print("Ctrl-C stops everything.");
    }

    /** The services would find out one by one, and be started again and again. */
    private void requireArtifactRoot() throws IOException {
        if (artifacts != null && artifacts.contains("://")) {
            try {
                ArtifactStore.open(artifacts, RemoteSettings.fromEnvironment(System.getenv()));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--artifacts: " + e.getMessage());
            }
        }
    }

    /**
     * @throws UsageException when a data directory is a file
     */
    public static void requireDirectory(Path data) {
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw new UsageException("--data must be a folder; " + data + " is a file");
        }
    }

    private void print(String line) {
        if (!json) {
            System.out.println(Terminal.visible(line));
        }
    }
}
