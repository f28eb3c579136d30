package io.conteur.cli.usage;

import io.conteur.cli.common.FailureMessages;
import io.conteur.cli.common.OutputLostException;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.UsageException;
import io.conteur.events.InvalidEventException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Sets up a command line: the look of its help, and one line for each error, which names the option
 * and says what would be right.
 */
public final class CommandLines {
    private static final int MAX_COLUMNS = 120;
    private static final int MIN_COLUMNS = 72;

    private CommandLines() {}

    /**
     * Sets up a command line that has all its commands.
     *
     * @param verbose whether the stack trace of a failure is shown
     */
    public static CommandLine prepare(CommandLine line, BooleanSupplier verbose) {
        Numbers.register(line);
        lookOfHelp(line);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, Terminal.columns())))
                .setExecutionStrategy(
                        parsed -> {
                            if (!asksForHelp(parsed)) {
                                NumberRanges.check(parsed);
                            }
                            return new CommandLine.RunLast().execute(parsed);
                        })
                .setParameterExceptionHandler((wrong, arguments) -> explain(wrong))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> {
                            if (verbose.getAsBoolean()) {
                                FailureMessages.printTrace(failure);
                            }
                            return report(failure, command);
                        });
    }

    private static boolean asksForHelp(CommandLine.ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(
                        command ->
                                command.isUsageHelpRequested() || command.isVersionHelpRequested());
    }

    private static void lookOfHelp(CommandLine line) {
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        usage.abbreviateSynopsis(true)
                .sortOptions(false)
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .footerHeading("%nExamples:%n");
        line.getSubcommands().values().forEach(CommandLines::lookOfHelp);
    }

    private static int explain(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (isBare(command)) {
            command.usage(System.err);
            return ExitCode.USAGE;
        }
        return refuse(reason(wrong), command);
    }

    /** The program itself without arguments, which asks for the help. */
    private static boolean isBare(CommandLine command) {
        CommandLine.ParseResult parsed = command.getParseResult();
        return command.getParent() == null && parsed != null && parsed.originalArgs().isEmpty();
    }

    private static String reason(ParameterException wrong) {
        String message = String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", "");
        if (wrong.getCause() instanceof TypeConversionException cause
                && wrong.getArgSpec() != null) {
            return name(wrong) + " " + cause.getMessage();
        }
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            message += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String name(ParameterException wrong) {
        return wrong.getArgSpec() instanceof CommandLine.Model.OptionSpec option
                ? option.longestName()
                : wrong.getArgSpec().paramLabel();
    }

    private static int report(Exception failure, CommandLine command) {
        if (failure instanceof OutputLostException) {
            return ExitCode.OK;
        }
        if (failure instanceof InvalidEventException invalid) {
            return refuse(EventFieldNames.explain(invalid, command.getCommandSpec()), command);
        }
        if (failure instanceof UsageException) {
            return refuse(FailureMessages.message(failure), command);
        }
        Terminal.complain(FailureMessages.message(failure));
        return ExitCode.SOFTWARE;
    }

    private static int refuse(String reason, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        Terminal.complain("%s; see ./%s --help".formatted(reason, name));
        return ExitCode.USAGE;
    }
}
