package io.conteur.cli;

import io.conteur.cli.bench.BenchCommand;
import io.conteur.cli.common.StandardOutput;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.offline.ExportCommand;
import io.conteur.cli.offline.GenerateCommand;
import io.conteur.cli.offline.ScoreCommand;
import io.conteur.cli.remote.CancelCommand;
import io.conteur.cli.remote.FollowCommand;
import io.conteur.cli.remote.StatusCommand;
import io.conteur.cli.story.PromptCommand;
import io.conteur.cli.system.UpCommand;
import io.conteur.cli.tokenizer.TokenizerCommand;
import io.conteur.cli.training.JobsCommand;
import io.conteur.cli.training.ModelsCommand;
import io.conteur.cli.training.TrainCommand;
import io.conteur.cli.usage.CommandLines;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The command line: {@code ./conteur COMMAND}. It exits with an {@link ExitCode}. */
@Command(
        name = "conteur",
        description = "Learns to tell stories from a corpus, and tells them over Kafka.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT)
public final class Conteur {
    private static final String[] EXAMPLES = {
        "  ./conteur demo",
        "  ./conteur up",
        "  ./conteur prompt --stream \"A shy fox finds a brass compass.\"",
        "  ./conteur prompt --help"
    };

    @Option(
            names = "--verbose",
            description = "Show the whole error behind a failure.",
            scope = CommandLine.ScopeType.INHERIT)
    private boolean verbose;

    private Conteur() {}

    public static void main(String... arguments) {
        try {
            System.exit(run(arguments));
        } catch (OutOfMemoryError e) {
            Terminal.complain("there is not enough memory for this: " + e.getMessage());
            System.exit(ExitCode.SOFTWARE);
        }
    }

    static int run(String... arguments) {
        return StandardOutput.exitCode(() -> commandLine(named(arguments)).execute(arguments));
    }

    /** With all commands, for completion and for tests that iterate over them. */
    static CommandLine commandLine() {
        return commandLine(commands());
    }

    private static CommandLine commandLine(Map<String, Supplier<Object>> commands) {
        Conteur conteur = new Conteur();
        CommandLine line = new CommandLine(conteur);
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.getCommandSpec().usageMessage().footer(EXAMPLES);
        return CommandLines.prepare(line, () -> conteur.verbose);
    }

    /** Only the command that is called: reflecting on the options of all takes 0.1 s. */
    private static Map<String, Supplier<Object>> named(String... arguments) {
        Map<String, Supplier<Object>> commands = commands();
        Supplier<Object> command = arguments.length == 0 ? null : commands.get(arguments[0]);
        return command == null ? commands : Map.of(arguments[0], command);
    }

    /** All commands, in the order of the help. */
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("train", TrainCommand::new);
        commands.put("jobs", JobsCommand::new);
        commands.put("models", ModelsCommand::new);
        commands.put("prompt", PromptCommand::new);
        commands.put("follow", FollowCommand::new);
        commands.put("cancel", CancelCommand::new);
        commands.put("generate", GenerateCommand::new);
        commands.put("score", ScoreCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("tokenizer", TokenizerCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("completion", CompletionCommand::new);
        return commands;
    }
}
