package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.usage.NumberRange;
import io.conteur.cli.usage.NumberRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code --help} says of every command. */
class HelpTest {
    private static final int MAX_WIDTH = 120;
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** Only read: it takes half a second to make. */
    private static final CommandLine CONTEUR = Conteur.commandLine();

    /** Numbers whose range depends on the machine or on another option, or is that of the type. */
    private static final Set<String> FREE =
            Set.of("--seed", "--threads", "--pad-id", "--unk-id", "--bos-id", "--eos-id");

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasExamplesThatParse(String name) {
        CommandLine command = find(name);
        List<String> examples =
                Stream.of(command.getCommandSpec().usageMessage().footer())
                        .map(String::strip)
                        .toList();

        assertFalse(examples.isEmpty(), name);
        for (String example : examples) {
            String call =
                    example.replaceAll("^eval \"\\$\\((.*)\\)\"$", "$1").replaceAll(" < .*", "");
            assertTrue(call.startsWith("./conteur"), example);
            assertTrue(call.substring(2).startsWith(name) || name.equals("conteur"), example);
            String[] arguments = arguments(call);
            Conteur.commandLine().parseArgs(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionThatTakesAValueSaysItsRangeAndDefault(String name) {
        for (OptionSpec option : find(name).getCommandSpec().options()) {
            String text =
                    Stream.of(option.description())
                            .collect(Collectors.joining(" "))
                            .toLowerCase(Locale.ROOT);
            String where = name + " " + option.longestName() + ": " + text;
            assertFalse(text.isBlank(), where);
            NumberRange range = NumberRanges.of(option);
            if (range != null) {
                String start = NumberRanges.text(range);
                boolean open = range.max() == Integer.MAX_VALUE && range.min() == 0;
                assertTrue(text.contains(start) || open, where + " lacks " + start);
            }
            boolean optional = !option.required() && option.arity().max() > 0;
            if (optional) {
                assertTrue(text.contains("default"), where);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyNumberHasARange(String name) {
        for (OptionSpec option : find(name).getCommandSpec().options()) {
            boolean number =
                    Number.class.isAssignableFrom(option.type())
                            || List.of(int.class, long.class, double.class).contains(option.type());
            if (number && !FREE.contains(option.longestName())) {
                assertNotNull(NumberRanges.of(option), name + " " + option.longestName());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpFitsTheScreenAndItsTextIsComplete(String name) {
        Console console =
                Console.run((name + " --help").replaceFirst("^conteur ?", "").split(" ", -1));

        assertEquals(0, console.exitCode(), console.err());
        assertTrue(console.out().contains("Examples:"), console.out());
        assertFalse(console.out().contains("${"), console.out());
        assertFalse(console.out().contains("null"), console.out());
        console.out()
                .lines()
                .filter(line -> !line.contains("./conteur"))
                .forEach(line -> assertTrue(line.length() <= MAX_WIDTH, line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train | Corpus: Length: Training: Connection: Examples:",
                "prompt | Arguments: Sampling: Connection: Examples:",
                "generate | Arguments: Options: Sampling: Examples:",
                "follow | Arguments: Options: Connection: Examples:",
                "status | Options: Connection: Examples:"
            })
    void optionsStandInGroupsInThisOrder(String command, String headings) {
        String help = Console.run(command, "--help").out();

        int last = -1;
        for (String heading : headings.split(" ", -1)) {
            int at = help.indexOf("\n" + heading);
            assertTrue(at > last, heading + " in " + help);
            last = at;
        }
    }

    @Test
    void generateTakesEverySamplingOptionThatPromptTakes() {
        Set<String> generate = names("generate");
        Set<String> delivery =
                Set.of(
                        "--model",
                        "--id",
                        "--within",
                        "--bulk",
                        "--pool",
                        "--stream",
                        "--timeout",
                        "--data",
                        "--bootstrap",
                        "--config");

        Set<String> missing = names("prompt");
        missing.removeAll(generate);

        assertEquals(delivery, missing);
    }

    @Test
    void everyCommandThatReachesABrokerTakesItsConfiguration() {
        for (String command :
                List.of("train", "jobs", "models", "prompt", "follow", "cancel", "status")) {
            assertTrue(
                    names(command).containsAll(Set.of("--config", "--bootstrap", "--data")),
                    command);
        }
    }

    private static Set<String> names(String command) {
        return find(command).getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
    }

    static List<String> commands() {
        List<String> names = new ArrayList<>(List.of("conteur"));
        CONTEUR.getSubcommands()
                .forEach(
                        (name, command) -> {
                            names.add("conteur " + name);
                            command.getSubcommands()
                                    .keySet()
                                    .forEach(below -> names.add("conteur " + name + " " + below));
                        });
        return names;
    }

    private static CommandLine find(String name) {
        CommandLine command = CONTEUR;
        for (String word : name.replaceFirst("^conteur ?", "").split(" ", -1)) {
            command = word.isEmpty() ? command : command.getSubcommands().get(word);
        }
        return command;
    }

    private static String[] arguments(String call) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(call);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words.toArray(String[]::new);
    }
}
