package io.conteur.cli.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.common.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected lists are those of SentencePiece 0.2.2's own parser. */
class SymbolListParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "a,b | a b",
                "\",\" | ,",
                "\"a,b\",c | a,b c",
                "\"say \"\"hi\"\"\",c | say_\"hi\" c",
                "a\"b,c | a\"b c",
                "\"a\"ignored,c | a c",
                "\"not closed,c | not_closed,c",
                "a, b | a _b",
                "a, | a",
                "\"\"\"\" | \"",
            })
    void symbolsAreReadAsSentencePieceReadsThem(String text, String symbols) {
        List<String> expected =
                List.of(symbols.split(" ")).stream().map(x -> x.replace('_', ' ')).toList();

        assertEquals(expected, SymbolListParser.parse("--symbols", text));
    }

    @Test
    void anEmptyTextHoldsNone() {
        assertEquals(List.of(), SymbolListParser.parse("--symbols", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {"a,,b | 2", ",a | 1", ", | 1", "\"\" | 1", "a,\"\",b | 2"})
    void anEmptySymbolIsRefusedByItsNumber(String text, int number) {
        UsageException refusal =
                assertThrows(UsageException.class, () -> SymbolListParser.parse("--symbols", text));

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("symbol " + number + " of --symbols is empty"), message);
    }
}
