package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.PlainOptions.Option;
import io.conteur.cli.PlainOptions.WrongCallException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainOptionsTest {
    @Test
    void valuesFollowTheirNameOrAnEqualsSign() {
        PlainOptions options = read("--input", "a", "--input=b", "--size=-1", "--symbols", "");

        assertEquals(List.of("a", "b"), options.texts("--input"));
        assertEquals(-1, options.number("--size"));
        assertEquals("", options.text("--symbols"));
    }

    @Test
    void aNegativeNumberIsAValue() {
        assertEquals(-1, read("--input", "a", "--size", "-1").number("--size"));
    }

    @Test
    void whatIsNotGivenHasItsStandardValue() {
        PlainOptions options = read("--input", "a");

        assertEquals(7, options.number("--size"));
        assertEquals("<sep>", options.text("--symbols"));
        assertFalse(options.flag("--bytes"));
    }

    @Test
    void aFlagNeedsNoValueAndTakesOne() {
        assertTrue(read("--bytes").flag("--bytes"));
        assertTrue(read("--bytes", "--size", "3").flag("--bytes"));
        assertFalse(read("--bytes=false").flag("--bytes"));
        assertFalse(read("--bytes", "FALSE").flag("--bytes"));
    }

    @Test
    void anotherNameMeansTheSame() {
        assertEquals("x", read("--user-symbols", "x").text("--symbols"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sizes=3 | Unknown option: '--sizes'",
                "word | Unknown option: 'word'",
                "--size | Missing value for option '--size'",
                "--size --bytes | Missing value for option '--size'",
            })
    void wrongArgumentsAreNamed(String arguments, String message) {
        WrongCallException wrong =
                assertThrows(WrongCallException.class, () -> read(arguments.split(" ", -1)));

        assertEquals(message, wrong.getMessage());
    }

    @Test
    void wrongValuesAreNamed() {
        PlainOptions options = read("--size=x", "--bytes=maybe", "--symbols=a", "--symbols=b");

        refuses("Invalid value for option '--size': 'x'", () -> options.number("--size"));
        refuses("'maybe' is neither true nor false", () -> options.flag("--bytes"));
        refuses("should be specified only once", () -> options.text("--symbols"));
        refuses("Missing required option: '--input'", () -> options.texts("--input"));
    }

    @Test
    void theHelpNamesEveryOptionAndItsStandardValue() {
        String help = PlainOptions.help(known());

        assertTrue(help.contains("--input=VALUE"), help);
        assertTrue(help.contains("Pieces. Default: 7."), help);
        assertTrue(help.contains("--bytes[=true|false]"), help);
    }

    private static void refuses(String message, Runnable reading) {
        WrongCallException wrong = assertThrows(WrongCallException.class, reading::run);
        assertTrue(String.valueOf(wrong.getMessage()).contains(message), wrong.getMessage());
    }

    private static PlainOptions read(String... arguments) {
        return new PlainOptions(known(), Map.of("--user-symbols", "--symbols"), List.of(arguments));
    }

    private static List<Option> known() {
        return List.of(
                Option.required("--input", "Text."),
                Option.value("--size", "7", "Pieces."),
                Option.value("--symbols", "<sep>", "Symbols."),
                Option.flag("--bytes", false, "Bytes."));
    }
}
