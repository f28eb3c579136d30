package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StopSequencesTest {
    private final StopSequences stops = new StopSequences(List.of("The end", "###"));

    @Test
    void holdsBackWhatMayBecomeAStopSequence() {
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

    @Test
    void endsAStoryWhereASearchOfTheWholeTextWould() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            List<String> sequences =
                    Stream.generate(() -> text(random, 1 + random.nextInt(6)))
                            .limit(random.nextInt(4))
                            .toList();
            StopSequences linear = new StopSequences(sequences);
            NaiveStops naive = new NaiveStops(sequences);
            while (!naive.stopped && naive.shown.length() < 100) {
                String text = text(random, random.nextInt(5));

                assertEquals(naive.add(text), linear.add(text), () -> sequences + " in " + text);
                assertEquals(naive.stopped, linear.stopped());
            }
            assertEquals(naive.end(), linear.end());
        }
    }

    /** Of two letters, so that sequences overlap themselves and each other. */
    private static String text(Random random, int length) {
        return random.ints(length, 'a', 'c')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The reference: searches the whole text for every sequence and each of its prefixes. */
    private static final class NaiveStops {
        private final List<String> sequences;
        private final StringBuilder shown = new StringBuilder();
        private String held = "";
        private boolean stopped;

        NaiveStops(List<String> sequences) {
            this.sequences = sequences;
        }

        String add(String text) {
            held += text;
            IntStream found = sequences.stream().mapToInt(held::indexOf).filter(at -> at >= 0);
            OptionalInt first = found.min();
            stopped = first.isPresent();
            return release(first.orElse(held.length() - mayBecomeSequence()));
        }

        String end() {
            return stopped ? "" : release(held.length());
        }

        private int mayBecomeSequence() {
            return IntStream.rangeClosed(0, held.length())
                    .filter(length -> beginsSequence(held.substring(held.length() - length)))
                    .max()
                    .orElseThrow();
        }

        private boolean beginsSequence(String end) {
            return end.isEmpty() || sequences.stream().anyMatch(one -> one.startsWith(end));
        }

        private String release(int length) {
            String text = held.substring(0, length);
            held = held.substring(length);
            shown.append(text);
            return text;
        }
    }
}
