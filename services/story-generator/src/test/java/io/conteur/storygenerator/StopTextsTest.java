package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopTextsTest {
    private final StopTexts stops = new StopTexts(List.of("The end", "###"));

    @Test
    void holdsBackWhatMayBecomeAStopText() {
        assertEquals("He left. ", stops.add("He left. The"));
        assertEquals("", stops.add(" e"));
        assertEquals("The eagle", stops.add("agle"));
        assertFalse(stops.stopped());
    }

    @Test
    void stopsBeforeAStopTextThatComesInPieces() {
        assertEquals("a ", stops.add("a #"));
        assertEquals("", stops.add("#"));
        assertEquals("", stops.add("# and on"));
        assertTrue(stops.stopped());
        assertEquals("", stops.end());
    }

    @Test
    void stopsBeforeTheFirstOfSeveral() {
        assertEquals("x", stops.add("x###The end"));
        assertTrue(stops.stopped());
    }

    @Test
    void givesWhatItHeldBackWhenNothingMoreComes() {
        assertEquals("", stops.add("The en"));
        assertEquals("The en", stops.end());
    }
}
