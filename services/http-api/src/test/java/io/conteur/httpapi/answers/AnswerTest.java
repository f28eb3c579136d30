package io.conteur.httpapi.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.httpapi.error.ApiError;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private final Answer answer =
            new Answer(PromptSubmittedBuilder.builder().prompt("A fox").id("one").n(2).build());

    @Test
    void partsGrowTheStoriesThatTheyBelongTo() {
        part(1, "a", 0, 0, "Once ");
        part(1, "a", 1, 1, "Twice ");
        part(1, "a", 2, 0, "upon");

        assertEquals("Once upon", answer.text(0, 0));
        assertEquals("upon", answer.text(0, 5));
        assertEquals("Twice ", answer.text(1, 0));
    }

    @Test
    void aPartThatWasReadBeforeOrFollowsAGapIsLeftOut() {
        part(1, "a", 0, 0, "Once ");
        part(1, "a", 0, 0, "Once ");
        part(1, "a", 2, 0, "a time");

        assertEquals("Once ", answer.text(0, 0));
    }

    @Test
    void aLaterAttemptGoesOnWhereItsTextGoesBeyond() {
        part(1, "a", 0, 0, "Once upon");
        part(2, "b", 0, 0, "Once ");
        part(1, "a", 1, 0, " never");
        part(2, "b", 1, 0, "upon a time");

        assertEquals("Once upon a time", answer.text(0, 0));
    }

    @Test
    void ofTwoProcessesAtTheSameAttemptTheFirstCounts() {
        part(1, "a", 0, 0, "Once ");
        part(1, "b", 0, 0, "Once upon ");
        part(1, "a", 1, 0, "upon");

        assertEquals("Once upon", answer.text(0, 0));
    }

    @Test
    void textThatDiffersIsNotAddedAndTheOutcomeDoesNotContinueIt() {
        part(1, "a", 0, 0, "Once upon");
        part(2, "b", 0, 0, "Twice and more");
        answer.end(outcome("Twice and more"));

        assertEquals("Once upon", answer.text(0, 0));
        assertTrue(answer.finished().isEmpty());
        assertEquals("Twice and more", answer.outcome().orElseThrow().story());
    }

    @Test
    void theOutcomeEndsItOnce() {
        AtomicInteger changes = new AtomicInteger();
        answer.listen(changes::incrementAndGet);
        answer.end(StoryWritten.without("one", Outcome.REJECTED, "A fox", "no model"));
        answer.end(outcome("late"));
        answer.fail(ApiError.timeout("late"));

        assertEquals(1, changes.get());
        assertEquals(400, answer.error().orElseThrow().status());
        assertEquals("no model", answer.error().orElseThrow().message());
    }

    @Test
    void itIsGivenUpOnceWhenNobodyWaitsAndItHasNoEnd() {
        assertTrue(answer.join());
        assertTrue(answer.join());
        answer.leave();
        assertFalse(answer.abandon());
        answer.leave();

        assertTrue(answer.abandon());
        assertFalse(answer.abandon());
        assertFalse(answer.join());
    }

    private void part(int attempt, String attemptId, int sequence, int index, String text) {
        answer.add(
                StoryPartWrittenBuilder.builder()
                        .id("one")
                        .sequence(sequence)
                        .text(text)
                        .last(false)
                        .attempt(attempt)
                        .attemptId(attemptId)
                        .index(index)
                        .build());
    }

    private static StoryWritten outcome(String story) {
        return StoryWrittenBuilder.builder()
                .id("one")
                .outcome(Outcome.COMPLETED)
                .origin(Origin.PROMPT)
                .prompt("A fox")
                .story(story)
                .build();
    }
}
