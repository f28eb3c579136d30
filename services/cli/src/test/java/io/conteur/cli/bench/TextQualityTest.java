package io.conteur.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextQualityTest {
    private static final List<String> CORPUS =
            List.of("the fox ran home", "a hare sat <newline> by the sea all day");

    @Test
    void wordsThatComeAgainCountAsOne() {
        TextQuality quality = TextQuality.of(List.of("a b a b"), CORPUS);

        assertEquals(0.5, quality.distinctWords());
        assertEquals(2.0 / 3, quality.distinctPairs(), 1e-9);
        assertEquals(1, quality.distinctTriples());
    }

    @Test
    void aRunOfFourWordsRepeatsWithinItsStoryAlone() {
        assertEquals(0, TextQuality.of(List.of("a b c d", "a b c d"), CORPUS).repetition());
        assertEquals(0.2, TextQuality.of(List.of("a b c d a b c d"), CORPUS).repetition(), 1e-9);
    }

    @Test
    void theLongestCopyMayCrossALineBreakButNoStory() {
        assertEquals(5, TextQuality.of(List.of("so sat\nby the sea all"), CORPUS).longestCopy());
        assertEquals(2, TextQuality.of(List.of("ran home a"), CORPUS).longestCopy());
        assertEquals(0, TextQuality.of(List.of("nothing"), CORPUS).longestCopy());
    }

    @Test
    void noStoriesAreJudgedAsZero() {
        assertEquals(new TextQuality(0, 0, 0, 0, 0, 0), TextQuality.of(List.of(), CORPUS));
    }
}
