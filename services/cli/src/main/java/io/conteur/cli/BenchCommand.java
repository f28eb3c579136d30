package io.conteur.cli;

import picocli.CommandLine.Command;

/** What measures this machine. */
@Command(
        name = "bench",
        description = "Measures on this machine; needs no Kafka.",
        subcommands = {BenchTrainCommand.class, BenchGenerateCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class BenchCommand {}
