package io.conteur.cli.usage;

import io.conteur.events.InvalidEventException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Says what is wrong with an event in the words of the command that was to send it. A field {@code
 * checkpointEverySteps} is the option {@code --checkpoint-every-steps}, or the same without the
 * unit or the plural; a field without an option is the argument of the command.
 */
final class EventFieldNames {
    private EventFieldNames() {}

    static String explain(InvalidEventException wrong, CommandSpec command) {
        String message = String.valueOf(wrong.getMessage());
        String[] path = wrong.pointer().split("/", -1);
        if (path.length < 2) {
            return message;
        }
        String rule = message.substring(wrong.pointer().length()).strip();
        return name(path[1], command).map(name -> name + " " + rule).orElse(message);
    }

    private static Optional<String> name(String field, CommandSpec command) {
        String option = "--" + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return List.of(option, option.replaceAll("-steps$", ""), option.replaceAll("s$", ""))
                .stream()
                .map(command::findOption)
                .flatMap(found -> Optional.ofNullable(found).stream())
                .map(OptionSpec::longestName)
                .findFirst()
                .or(() -> argument(command));
    }

    private static Optional<String> argument(CommandSpec command) {
        return command.positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .findFirst();
    }
}
