package io.conteur.storygenerator.history;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.service.PromptHandler;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AnswerHistoryTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final AnswerHistory history = new AnswerHistory(() -> caughtUp);
    private final PromptHandler consumer =
            new PromptHandler(fixture.queue, fixture.outcomes, history);

    @Test
    void nothingIsTakenUntilThePastIsKnown() {
        boolean early = consumer.ready();

        caughtUp.complete(null);

        assertFalse(early);
        assertTrue(consumer.ready());
    }

    @Test
    void nothingIsTakenWhenThePastIsOutOfReach() {
        caughtUp.completeExceptionally(new IllegalStateException("stories is not read"));

        assertFalse(consumer.ready());
    }

    @Test
    void thePastIsLearntAnewWhenPartitionsCome() {
        caughtUp.complete(null);
        caughtUp = new CompletableFuture<>();

        consumer.assigned(Set.of(1));

        assertFalse(consumer.ready());
        caughtUp.complete(null);
        assertTrue(consumer.ready());
    }
}
