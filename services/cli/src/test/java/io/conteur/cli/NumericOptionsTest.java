package io.conteur.cli;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every numeric option, with values that are out of its bounds. */
@Timeout(60)
class NumericOptionsTest {
    private static final String HUGE = "99999999999999999999";

    /** The other arguments of a command. None of the files exist: numbers are checked first. */
    private static final Map<String, String> NEEDED =
            Map.of(
                    "prompt", "A_fox",
                    "follow", "stories",
                    "train", "--model m --prompts none --stories none",
                    "generate", "--checkpoint none A_fox",
                    "score", "--checkpoint none --prompts none --stories none",
                    "bench generate", "--checkpoint none",
                    "tokenizer count", "--input none --output none",
                    "tokenizer train", "--input none --output none");

    /** By command: options, and values that none of them accepts. */
    private static final List<String> WRONG =
            List.of(
                    "up | --port | -1 65536 " + HUGE,
                    "up | --partitions | -1 0 1025 " + HUGE,
                    "follow | --partition | -1 " + HUGE,
                    "demo | --steps | -1 0 1000001 " + HUGE,
                    "train | --steps | -1 0 2147483647 " + HUGE,
                    "train | --minutes | -1 0 NaN 1e300",
                    "train | --vocabulary-size | -1 0 2147483647 " + HUGE,
                    "train | --context --batch --width --hidden --layers --heads --checkpoint-every"
                            + " --validate-every --sample-every --patience --keep-last --keep-every"
                            + " --workers --round-steps | -1 0 2147483647 "
                            + HUGE,
                    "train | --warm-up-steps | -1 2147483647 " + HUGE,
                    "train | --learning-rate --weight-decay --dropout --averaging | -1 NaN 1e300",
                    "train | --seed | x " + HUGE,
                    "prompt | --timeout | -1 0 " + HUGE,
                    "prompt | --within | -1 0 9223372036854775807 " + HUGE,
                    "score | --context | -1 0 2147483647 " + HUGE,
                    "bench train | --threads | -1 0 9999 " + HUGE,
                    "bench train | --steps --context --batch | -1 0 2147483647 " + HUGE,
                    "bench device | --steps | -1 0 2147483647 " + HUGE,
                    "bench generate | --count | -1 2147483647 " + HUGE,
                    "bench generate | --rounds | -1 0 2147483647 " + HUGE,
                    "tokenizer train | --vocab-size | -1 0 2147483647 " + HUGE,
                    "tokenizer train | --character-coverage | -1 0 0.5 2 NaN 1e300",
                    "tokenizer count | --max-sentence-length | -1 0 " + HUGE,
                    "tokenizer train | --max-sentence-length | -1 0 " + HUGE,
                    "tokenizer train | --max-sentencepiece-length | -1 0 2147483647 " + HUGE,
                    "tokenizer train | --unk-id | -1 2147483647 " + HUGE,
                    "tokenizer train | --pad-id --bos-id --eos-id | 2147483647 " + HUGE,
                    "tokenizer train | --input-sentence-size | -1 " + HUGE);

    /** What both commands that generate a story take. */
    private static final List<String> WRONG_SAMPLING =
            List.of(
                    "--temperature --top-p --min-p | -1 NaN 1e300",
                    "--repetition-penalty | -1 0 NaN 1e300",
                    "--presence-penalty --frequency-penalty | -3 3 NaN",
                    "--top-k --min-tokens --log-probabilities | -1 2147483647 " + HUGE,
                    "--max-tokens --n | -1 0 2147483647 " + HUGE,
                    "--logit-bias | -1=1 1=NaN 1=1e300 1=x",
                    "--seed | x " + HUGE);

    @ParameterizedTest
    @MethodSource("wrongCalls")
    void aNumberOutOfBoundsIsAWrongCall(List<String> call) {
        Console console = Console.run(call.toArray(String[]::new));

        assertEquals(2, console.exitCode(), console.err());
        assertFalse(console.err().isBlank());
        assertFalse(console.err().contains("Exception"), console.err());
    }

    @Test
    void everyNumericOptionOfEveryCommandIsTried() {
        Set<String> tried =
                wrong().map(line -> line.split(" \\| ", -1))
                        .flatMap(part -> words(part[1]).map(option -> part[0] + " " + option))
                        .collect(toCollection(TreeSet::new));

        assertEquals(numeric("", Conteur.commandLine()), tried);
    }

    @Test
    void theErrorSaysWhatWouldBeRight() {
        Console console = Console.run("bench", "train", "--threads", "9999");

        assertTrue(console.err().contains("--threads must be from 1 to "), console.err());
        assertTrue(console.err().contains(", is 9999"), console.err());
    }

    private static Stream<String> wrong() {
        return Stream.concat(
                WRONG.stream(),
                Stream.of("prompt", "generate")
                        .flatMap(name -> WRONG_SAMPLING.stream().map(line -> name + " | " + line)));
    }

    static Stream<List<String>> wrongCalls() {
        return wrong().map(line -> line.split(" \\| ", -1))
                .flatMap(part -> calls(part[0], part[1], part[2], NEEDED.get(part[0])));
    }

    private static Stream<List<String>> calls(
            String command, String options, String values, String needed) {
        return words(options)
                .flatMap(option -> words(values).map(value -> option + "=" + value))
                .map(
                        option ->
                                Stream.of(command, option, needed == null ? "" : needed)
                                        .flatMap(NumericOptionsTest::words)
                                        .toList());
    }

    private static Set<String> numeric(String name, CommandLine command) {
        Set<String> options = new TreeSet<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            boolean number =
                    Arrays.stream(option.auxiliaryTypes()).anyMatch(NumericOptionsTest::isNumber);
            if (number || isNumber(option.type())) {
                options.add(name + " " + option.longestName());
            }
        }
        List<Map.Entry<String, CommandLine>> below =
                new ArrayList<>(command.getSubcommands().entrySet());
        below.forEach(
                entry ->
                        options.addAll(
                                numeric((name + " " + entry.getKey()).strip(), entry.getValue())));
        return options;
    }

    private static boolean isNumber(Class<?> type) {
        return Number.class.isAssignableFrom(type)
                || List.of(int.class, long.class, double.class).contains(type);
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
    }
}
