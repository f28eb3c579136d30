package io.conteur.cli.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.Console;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class TokenizerOptionsTest {
    @Test
    void valuesFollowTheirNameOrAnEqualsSign() {
        assertEquals(30, read("--vocab-size", "30").vocabularySize());
        assertEquals(30, read("--vocab-size=30").vocabularySize());
        assertEquals(List.of(), read("--symbols", "").symbols());
        assertEquals(List.of(), read("--symbols=").symbols());
    }

    @Test
    void aNegativeNumberIsAValue() {
        assertEquals(-1, read("--pad-id", "-1").specialIds().padding());
        assertEquals(-1, read("--pad-id=-1").specialIds().padding());
    }

    @Test
    void whatIsNotGivenHasItsStandardValue() {
        TokenizerParameters parameters = read();

        assertEquals(2500, parameters.vocabularySize());
        assertEquals(List.of("<sep>", "<newline>"), parameters.symbols());
        assertFalse(parameters.byteFallback());
        assertTrue(parameters.hardVocabularyLimit());
    }

    @Test
    void aFlagNeedsNoValueAndTakesOne() {
        assertTrue(read("--byte-fallback").byteFallback());
        assertTrue(read("--byte-fallback", "--vocab-size", "300").byteFallback());
        assertFalse(read("--byte-fallback=false").byteFallback());
        assertFalse(read("--byte-fallback", "FALSE").byteFallback());
        assertFalse(read("--hard-vocab-limit=false").hardVocabularyLimit());
        assertTrue(read("--hard-vocab-limit").hardVocabularyLimit());
    }

    @Test
    void anotherNameMeansTheSame() {
        assertEquals(List.of("x"), read("--user-defined-symbols", "x").symbols());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sizes=3 | Unknown option: '--sizes=3'",
                "word | Unmatched argument at index 0: 'word'",
                "--vocab-size | Missing required parameter for option '--vocab-size'",
                "--vocab-size --byte-fallback | Expected parameter for option '--vocab-size'",
                "--vocab-size=x | Invalid value for option '--vocab-size'",
                "--byte-fallback=maybe | Invalid value for option '--byte-fallback'",
                "--symbols=a --symbols=b | should be specified only once",
            })
    void wrongArgumentsAreNamed(String arguments, String message) {
        ParameterException wrong =
                assertThrows(ParameterException.class, () -> read(arguments.split(" ", -1)));

        assertTrue(wrong.getMessage().contains(message), wrong.getMessage());
    }

    @Test
    void theHelpNamesEveryOptionAndItsStandardValue() {
        String help = Console.run("tokenizer", "train", "--help").out();

        assertTrue(help.contains("--input=FILE"), help);
        assertTrue(help.contains("Pieces in all, from 1 to 1000000; default 2500."), help);
        assertTrue(help.contains("--byte-fallback[=true|false]"), help);
    }

    private static TokenizerParameters read(String... arguments) {
        return CommandLine.populateCommand(new TokenizerOptions(), arguments).parameters();
    }
}
