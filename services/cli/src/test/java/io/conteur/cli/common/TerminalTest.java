package io.conteur.cli.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void textCannotCommandTheTerminal() {
        assertEquals("[2Ja]0;titleb", Terminal.safe("\u001b[2Ja\u001b]0;title\u0007b\r\u009b"));
    }

    @Test
    void textCannotRunBackwards() {
        assertEquals("abcdef", Terminal.safe("abc\u202edef"));
    }

    @Test
    void everyScriptAndLineBreaksStay() {
        String text = "Élan 火\n👩\u200d🚀 нет";

        assertEquals(text, Terminal.safe(text));
    }

    @Test
    void whatWouldCommandTheTerminalIsSpelt() {
        assertEquals(
                "\\u001b[2J\\u009b1m\\u202eabc\\u2066\\u007f\\u0007\\u000d",
                Terminal.visible("\u001b[2J\u009b1m\u202eabc\u2066\u007f\u0007\r"));
    }

    @Test
    void charactersBeyondTheBasicPlaneAreSpeltAsTwo() {
        assertEquals("\\udb40\\udc01", Terminal.visible("\udb40\udc01"));
        assertEquals("\\ud83d.", Terminal.visible("\ud83d."));
        assertEquals("😀\t火\n", Terminal.visible("😀\t火\n"));
    }

    @Test
    void jsonStaysTheSameDocument() throws IOException {
        String text = "\u001b\u009b\u202e\u2028\udb40\udc01 \"quoted\" \\\n";

        String line = Json.line(Map.of("story", text));

        assertFalse(line.codePoints().anyMatch(c -> c == 0x1b || c == 0x9b || c == 0x202e), line);
        assertEquals(text, Json.read(line).path("story").asText());
    }
}
