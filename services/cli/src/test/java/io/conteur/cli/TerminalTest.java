package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
