package io.conteur.storygenerator.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.ArtifactReference;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.wire.RecordKey;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.models.FakeStoryModel;
import io.conteur.storygenerator.request.PendingPrompt;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RepeatedPromptTest {
    private static final RecordKey KEY = RecordKey.of("a dog");

    private final GeneratorFixture fixture = new GeneratorFixture();

    @Test
    void answersARepeatedPromptOnce() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));
        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(1, fixture.stories.events().size());
        assertEquals(List.of("a", "a"), fixture.acknowledged);
    }

    @Test
    void tellsAStoryAgainWithTheSameWeightsUnderTheNextNumber() throws Exception {
        BatchScheduler scheduler =
                fixture.scheduler(
                        FakeStoryModel.checkpoint("tales", 7),
                        FakeStoryModel.checkpoint("tales", 8));
        ArtifactReference before = FakeStoryModel.checkpoint("tales", 7).artifact();
        fixture.readBack(KEY, part(0, "1 ", false).checkpoint(before).build());

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(7, fixture.story().step());
        assertTrue(fixture.parts.events().stream().allMatch(p -> Objects.equals(p.attempt(), 2)));
        fixture.assertNumberedWithOneLastPart();
    }

    @Test
    void addsOnlyTheOutcomeWhenAllPartsAreOut() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));
        ArtifactReference before = FakeStoryModel.checkpoint("tales", 7).artifact();
        fixture.readBack(KEY, part(10, "!", true).checkpoint(before).build());

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(List.of(), fixture.parts.events());
        assertEquals(Outcome.COMPLETED, fixture.story().outcome());
    }

    @Test
    void addsOnlyThePartsWhenTheOutcomeIsOut() throws Exception {
        BatchScheduler scheduler =
                fixture.scheduler(
                        FakeStoryModel.checkpoint("tales", 7),
                        FakeStoryModel.checkpoint("tales", 8));
        cutOffBeforeTheLastPart();

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));
        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(List.of(), fixture.stories.events());
        assertEquals("1 2 3 4 5 6 7 8 9 10 !", fixture.told());
        assertTrue(fixture.parts.events().stream().allMatch(p -> Objects.equals(p.attempt(), 2)));
        fixture.assertNumberedWithOneLastPart();
        assertEquals(List.of("a", "a"), fixture.acknowledged);
    }

    @Test
    void endsThePartsOfAnAnsweredPromptThatCannotBeToldAgain() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 8));
        cutOffBeforeTheLastPart();
        PendingPrompt prompt = fixture.prompt("a", "a dog");
        prompt.cancel();

        fixture.answer(scheduler, prompt);

        assertEquals(List.of(), fixture.stories.events());
        StoryPartWritten end = fixture.parts.events().get(0);
        assertEquals(1, fixture.parts.events().size());
        assertEquals(part(0, "", true).attempt(2).attemptId(end.attemptId()).build(), end);
        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void tellsNothingAgainOfWhichLastPartAndOutcomeAreHeardOfInAnyOrder() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));
        cutOffBeforeTheLastPart();
        fixture.readBack(KEY, part(10, "!", true).build());
        fixture.readBack(KEY, part(3, "late", false).build());

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(List.of(), fixture.parts.events());
        assertEquals(List.of("a"), fixture.acknowledged);
    }

    private void cutOffBeforeTheLastPart() {
        ArtifactReference before = FakeStoryModel.checkpoint("tales", 7).artifact();
        StoryWritten outcome = StoryWritten.without("a", Outcome.FAILED, "a dog", "none");
        fixture.readBack(KEY, outcome);
        fixture.readBack(KEY, part(0, "1 ", false).checkpoint(before).build());
    }

    /** A part of the first attempt at prompt {@code a}. */
    private static StoryPartWrittenBuilder part(int sequence, String text, boolean last) {
        return StoryPartWrittenBuilder.builder(StoryPartWritten.of("a", sequence, text, last))
                .attempt(1);
    }
}
