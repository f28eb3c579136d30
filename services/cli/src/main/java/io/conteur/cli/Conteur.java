package io.conteur.cli;

import io.conteur.events.InvalidEventException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: {@code ./conteur COMMAND}. Exit codes: 0 done, 1 failed, 2 called wrongly. */
@Command(
        name = "conteur",
        description = "Learns to tell stories from a corpus, and tells them over Kafka.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            TrainCommand.class,
            CancelCommand.class,
            PromptCommand.class,
            FollowCommand.class,
            TokenizerCommand.class,
            GenerateCommand.class,
            ScoreCommand.class,
            BenchCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "Conteur 1.0.0",
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT)
public final class Conteur {
    @Option(
            names = "--verbose",
            description = "Show the whole error behind a failure.",
            scope = CommandLine.ScopeType.INHERIT)
    private boolean verbose;

    private Conteur() {}

    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        Conteur conteur = new Conteur();
        return new CommandLine(conteur)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> conteur.report(failure, command))
                .execute(arguments);
    }

    private int report(Exception failure, CommandLine command) {
        command.getErr().println("conteur: " + Failures.message(failure));
        if (verbose) {
            failure.printStackTrace(command.getErr());
        }
        // An option's value that no event may hold.
        return failure instanceof InvalidEventException ? 2 : 1;
    }
}
