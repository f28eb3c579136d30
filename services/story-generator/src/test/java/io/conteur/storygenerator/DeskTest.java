package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.SamplingSettings;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Finish;
import io.conteur.events.StoryWritten.Outcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeskTest {
    private final Fixture fixture = new Fixture();

    @Test
    void tellsAStoryInPartsThatMakeItUp() {
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        desk.answer(fixture.prompt("a", "count to three"), fixture.pulse);

        assertEquals("1 2 3 4 5 6 7 8 9 !", fixture.told());
        assertEquals(fixture.told(), fixture.story().story());
        assertNumberedWithOneLastPart();
        assertTrue(
                fixture.parts.published().stream().allMatch(p -> p.key().equals("count to three")));
        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void saysAllItTakesToWriteTheStoryAgain() {
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        desk.answer(
                fixture.prompt(
                        "a",
                        "{\"prompt\":\"a dog\",\"temperature\":0.5,\"topK\":3,\"topP\":0.9,"
                                + "\"seed\":11,\"maxTokens\":4}"),
                fixture.pulse);

        StoryWritten story = fixture.story();
        assertEquals(Outcome.COMPLETED, story.outcome());
        assertEquals(Finish.LENGTH, story.finish());
        assertEquals(FakeNarrator.checkpoint("tales", 7).artifact(), story.checkpoint());
        assertEquals(7, story.step());
        assertEquals("tales", story.model());
        assertEquals(new SamplingSettings(0.5, 3, 0.9, 11, 4), story.sampling());
        assertEquals(2, story.promptTokens());
        assertEquals(4, story.storyTokens());
    }

    @Test
    void answersWithTheModelWhoseCheckpointCameLast() {
        Desk desk =
                fixture.desk(
                        FakeNarrator.checkpoint("tales", 7),
                        FakeNarrator.checkpoint("fables", 1),
                        FakeNarrator.checkpoint("tales", 8));

        desk.answer(fixture.prompt("a", "a dog"), fixture.pulse);
        desk.answer(fixture.prompt("b", "{\"prompt\":\"a\",\"model\":\"fables\"}"), fixture.pulse);

        assertEquals(List.of(8L, 1L), steps());
    }

    @Test
    void tellsARejectedPromptWhyWithOneLastPart() {
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        desk.answer(fixture.prompt("a", "{\"prompt\":\"a\",\"model\":\"poems\"}"), fixture.pulse);

        assertEquals(Outcome.REJECTED, fixture.story().outcome());
        assertEquals("there is no model poems; there are tales", fixture.story().reason());
        assertEquals(List.of(new StoryPartWritten("a", 0, "", true)), fixture.parts.events());
        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void saysHowToTrainAModelWhenThereIsNone() {
        Desk desk = fixture.desk();

        desk.answer(fixture.prompt("a", "a dog"), fixture.pulse);

        assertEquals(Outcome.REJECTED, fixture.story().outcome());
        assertTrue(String.valueOf(fixture.story().reason()).contains("./conteur train"));
    }

    @Test
    void endsACancelledStoryWithWhatWasWritten() {
        PendingPrompt prompt = fixture.prompt("a", "a dog");
        cancelAtToken(3, prompt);
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        desk.answer(prompt, fixture.pulse);

        assertEquals(Outcome.CANCELLED, fixture.story().outcome());
        assertEquals("1 2 3 ", fixture.story().story());
        assertEquals("1 2 3 ", fixture.told());
        assertNull(fixture.story().finish());
        assertNotNull(fixture.story().sampling());
        assertNumberedWithOneLastPart();
    }

    @Test
    void leavesAnAbandonedPromptUnanswered() {
        PendingPrompt prompt = fixture.prompt("a", "a dog");
        fixture.loader = checkpoint -> new FakeNarrator(checkpoint, token -> prompt.abandon());
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        desk.answer(prompt, fixture.pulse);

        assertEquals(List.of(), fixture.stories.events());
        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void givesAnOutcomeToAPromptThatTheModelCannotBear() {
        fixture.loader =
                checkpoint ->
                        new FakeNarrator(
                                checkpoint,
                                token -> {
                                    throw new IllegalStateException("not a number");
                                });
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        desk.answer(fixture.prompt("a", "a dog"), fixture.pulse);

        assertEquals(Outcome.FAILED, fixture.story().outcome());
        assertTrue(String.valueOf(fixture.story().reason()).contains("not a number"));
        assertNumberedWithOneLastPart();
    }

    @Test
    void acknowledgesNothingThatCannotBePublished() {
        fixture.parts.breakDown();
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        assertThrows(
                IllegalStateException.class,
                () -> desk.answer(fixture.prompt("a", "a dog"), fixture.pulse));

        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void measuresItsWork() {
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));

        desk.answer(fixture.prompt("a", "a dog"), fixture.pulse);

        assertEquals(
                1, fixture.registry.get("conteur.generator.time.to.first.token").timer().count());
        assertEquals(9, fixture.registry.get("conteur.generator.time.per.token").timer().count());
        assertEquals(
                1,
                fixture.registry
                        .get("conteur.generator.stories")
                        .tag("outcome", "completed")
                        .counter()
                        .count());
    }

    private void cancelAtToken(int when, PendingPrompt prompt) {
        fixture.loader =
                checkpoint ->
                        new FakeNarrator(
                                checkpoint,
                                token -> {
                                    if (token == when) {
                                        prompt.cancel();
                                    }
                                });
    }

    private List<Long> steps() {
        return fixture.stories.events().stream().map(StoryWritten::step).toList();
    }

    private void assertNumberedWithOneLastPart() {
        List<StoryPartWritten> parts = fixture.parts.events();
        assertEquals(
                IntStream.range(0, parts.size()).boxed().toList(),
                parts.stream().map(StoryPartWritten::sequence).toList());
        assertEquals(1, parts.stream().filter(StoryPartWritten::last).count());
        assertTrue(parts.get(parts.size() - 1).last());
    }
}
