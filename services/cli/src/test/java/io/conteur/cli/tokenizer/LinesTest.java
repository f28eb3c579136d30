package io.conteur.cli.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void aLineEndsAtALineFeedAlone() throws IOException {
        assertEquals(List.of("one\rmore\r", "", "last"), lines("one\rmore\r\n\nlast"));
    }

    @Test
    void aLineFeedAtTheEndStartsNoFurtherLine() throws IOException {
        assertEquals(List.of("火 😀"), lines("火 😀\n"));
        assertEquals(List.of(), lines(""));
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() throws IOException {
        byte[] input = {'a', (byte) 0xFF, '\r', '\n', 0, (byte) 0x80};
        List<String> lines = new ArrayList<>();

        Lines.forEachUndecoded(
                new ByteArrayInputStream(input), line -> lines.add(HexFormat.of().formatHex(line)));

        assertEquals(List.of("61ff0d", "0080"), lines);
    }

    private static List<String> lines(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        Lines.forEach(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lines::add);
        return lines;
    }
}
