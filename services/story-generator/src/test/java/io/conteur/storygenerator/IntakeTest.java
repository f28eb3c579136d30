package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.InvalidEventException;
import io.conteur.events.StoryWritten.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final Fixture fixture = new Fixture();
    private final PromptQueue queue = new PromptQueue(8);
    private final Intake intake =
            new Intake(
                    queue,
                    fixture.outcomes,
                    new Past(
                            () -> CompletableFuture.completedFuture(null),
                            new Pulse(System::nanoTime),
                            Duration.ZERO));

    @Test
    void takesAPlainLineAsAPromptUnderItsOwnText() throws Exception {
        take(null, "conteur.prompts-0-1", "a dog\n");

        PendingPrompt prompt = queue.take(any -> true).orElseThrow();
        assertEquals("a dog", prompt.key());
        assertEquals("conteur.prompts-0-1", prompt.id());
        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void prefersTheKeyAndIdThatTheSenderGave() throws Exception {
        take("dogs", "conteur.prompts-0-1", "{\"prompt\":\"a dog\",\"id\":\"mine\"}");

        PendingPrompt prompt = queue.take(any -> true).orElseThrow();
        assertEquals("dogs", prompt.key());
        assertEquals("mine", prompt.id());
    }

    @Test
    void endsPromptsThatWaitWhenTheyAreTakenBack() throws Exception {
        take("dogs", "a", "a dog");
        take("cats", "b", "a cat");
        take("dogs", "c", "");

        assertEquals(List.of("a", "c"), fixture.acknowledged);
        assertEquals(1, fixture.stories.events().size());
        assertEquals(Outcome.CANCELLED, fixture.story().outcome());
        assertEquals("a", fixture.story().id());
        assertTrue(fixture.parts.events().get(0).last());
        assertEquals(1, queue.depth());
    }

    @Test
    void letsATombstoneForNothingKnownPass() throws Exception {
        take("dogs", "a", "");
        take(null, "b", "");

        assertEquals(List.of("a", "b"), fixture.acknowledged);
        assertEquals(List.of(), fixture.stories.events());
    }

    @Test
    void refusesWhatIsNoPrompt() {
        assertThrows(InvalidEventException.class, () -> take(null, "a", "{\"prompt\":7}"));
        assertThrows(InvalidEventException.class, () -> take(null, "a", "{"));
        assertThrows(InvalidEventException.class, () -> take(null, "not an id", "a dog"));

        assertEquals(0, queue.depth());
    }

    private void take(@Nullable String key, String id, String value) throws InterruptedException {
        intake.take(Fixture.request(key, id, value), fixture.delivery(id));
    }
}
