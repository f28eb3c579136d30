package io.conteur.storygenerator.history;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.service.PromptConsumer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AnswerHistoryTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private CompletableFuture<Void> lesson = new CompletableFuture<>();
    private final AnswerHistory past = new AnswerHistory(() -> lesson);
    private final PromptConsumer intake = new PromptConsumer(fixture.queue, fixture.outcomes, past);

    @Test
    void nothingIsTakenUntilThePastIsKnown() {
        boolean early = intake.ready();

        lesson.complete(null);

        assertFalse(early);
        assertTrue(intake.ready());
    }

    @Test
    void nothingIsTakenWhenThePastIsOutOfReach() {
        lesson.completeExceptionally(new IllegalStateException("stories is not read"));

        assertFalse(intake.ready());
    }

    @Test
    void thePastIsLearntAnewWhenPartitionsCome() {
        lesson.complete(null);
        lesson = new CompletableFuture<>();

        intake.assigned(Set.of(1));

        assertFalse(intake.ready());
        lesson.complete(null);
        assertTrue(intake.ready());
    }
}
