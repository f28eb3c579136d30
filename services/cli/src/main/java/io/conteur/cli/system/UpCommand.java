package io.conteur.cli.system;

import io.conteur.cli.common.Bounds;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the system until Ctrl-C. */
@Command(name = "up", description = "Starts the broker and the services, and runs until Ctrl-C.")
public final class UpCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PARTITIONS = 1024;

    @Option(
            names = "--data",
            description = "Keeps its data here; default $CONTEUR_DATA or ~/.conteur.")
    private Path data = SystemDescriptor.defaultDirectory();

    @Option(names = "--port", defaultValue = "9092", description = "Kafka's port; 0 a free one.")
    private int port;

    @Option(
            names = "--partitions",
            description =
                    "Partitions of prompts, story-parts and stories: the most generators that can"
                            + " share the prompts. More than there are adds some. Default 8, or"
                            + " those of the data directory.")
    private @Nullable Integer partitions;

    @Option(
            names = "--artifacts",
            description =
                    "Artifact root: a folder, or s3://BUCKET/PREFIX; default"
                            + " $CONTEUR_ARTIFACTS_ROOT or a folder in the data directory.",
            defaultValue = "${env:CONTEUR_ARTIFACTS_ROOT}")
    private @Nullable String artifacts;

    @Option(names = "--json", description = "Print one JSON document when ready.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Bounds.require("--port", port, 0, MAX_PORT);
        if (partitions != null) {
            Bounds.require("--partitions", partitions, 1, MAX_PARTITIONS);
        }
        OptionalInt asked = partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions);
        try (RunningSystem system =
                RunningSystem.start(
                        new RunningSystem.Location(data, port, asked, false, artifacts, true),
                        line -> print("  ready: " + line))) {
            announce(system);
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
        system.console().ifPresent(address -> print("The console: " + address));
        print("Train with ./conteur train, ask with ./conteur prompt; Ctrl-C stops everything.");
    }

    private void print(String line) {
        if (!json) {
            System.out.println(Terminal.visible(line));
        }
    }
}
