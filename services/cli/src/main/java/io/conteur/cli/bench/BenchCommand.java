package io.conteur.cli.bench;

import picocli.CommandLine.Command;

/** Groups the benchmarks of this machine. */
@Command(
        name = "bench",
        description = "Measures on this machine; needs no Kafka.",
        footer = {
            "  ./conteur bench train",
            "  ./conteur bench generate --checkpoint FOLDER",
            "  ./conteur bench device"
        },
        subcommands = {
            BenchTrainCommand.class,
            BenchGenerateCommand.class,
            BenchDeviceCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand {}
