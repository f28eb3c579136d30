package io.conteur.cli.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.StoryAlternativeBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.story.WrittenToken;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTextTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void oneStoryStandsAlone() {
        new StoryText(out, 1).end(story().build(), false);

        assertEquals("One.\n", text());
    }

    @Test
    void allThreeStoriesAreNumbered() {
        new StoryText(out, 3).end(three(), false);

        assertEquals(
                "--- story 1 of 3\nOne.\n\n--- story 2 of 3\nTwo.\n\n--- story 3 of 3\nThree.\n",
                text());
    }

    @Test
    void aStreamedStoryIsNotRepeated() {
        StoryText text = new StoryText(out, 3);

        text.part("On");
        text.part("e.");
        text.end(three(), true);

        assertEquals(
                "--- story 1 of 3\nOne.\n\n--- story 2 of 3\nTwo.\n\n--- story 3 of 3\nThree.\n",
                text());
    }

    @Test
    void probabilitiesAreShownTokenByToken() {
        WrittenToken token =
                new WrittenToken(
                        5,
                        "▁One",
                        Math.log(0.5),
                        List.of(new LikelyToken(6, "▁A", Math.log(0.25))));

        new StoryText(out, 1).end(story().logProbabilities(List.of(token)).build(), false);

        assertTrue(text().lines().anyMatch(l -> l.matches("▁One +0.5000  ▁A 0.2500")), text());
    }

    private static StoryWritten three() {
        return story().alternatives(
                        List.of(
                                StoryAlternativeBuilder.builder()
                                        .index(1)
                                        .seed(2)
                                        .story("Two.")
                                        .storyTokens(1)
                                        .build(),
                                StoryAlternativeBuilder.builder()
                                        .index(2)
                                        .seed(3)
                                        .story("Three.")
                                        .storyTokens(1)
                                        .build()))
                .build();
    }

    private static StoryWrittenBuilder story() {
        return StoryWrittenBuilder.builder()
                .id("x")
                .outcome(Outcome.COMPLETED)
                .origin(Origin.PROMPT)
                .prompt("A fox")
                .story("One.");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
