package io.conteur.storygenerator.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.wire.RecordKey;
import io.conteur.storygenerator.GeneratorFixture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromptQueueTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private final PromptQueue queue = new PromptQueue(2);

    @Test
    void isFullUntilAQuarterOfItIsFree() {
        PromptQueue queue = new PromptQueue(8);
        for (int i = 0; i < 8; i++) {
            assertFalse(queue.full());
            queue.put(fixture.prompt("id-" + i, "prompt " + i));
        }
        assertTrue(queue.full());
        queue.take(any -> true);
        assertTrue(queue.full());
        queue.take(any -> true);

        assertFalse(queue.full());
    }

    @Test
    void cancelsEveryPromptUnderTheKeyAndNoOther() {
        PendingPrompt inHand = fixture.prompt("a", "dog");
        PendingPrompt waiting = fixture.prompt("b", "dog");
        PendingPrompt other = fixture.prompt("c", "cat");
        queue.put(inHand);
        queue.take(any -> true);
        queue.put(waiting);
        queue.put(other);

        queue.cancel(RecordKey.of("dog"));

        assertEquals(List.of(waiting), queue.withdraw(Instant.EPOCH));
        assertTrue(inHand.cancelled());
        assertFalse(other.cancelled());
        assertEquals(Optional.of(other), queue.take(any -> true));
    }

    @Test
    void forgetsAPromptThatIsDone() {
        PendingPrompt prompt = fixture.prompt("a", "dog");
        queue.put(prompt);
        queue.take(any -> true);
        queue.done(prompt);

        queue.cancel(RecordKey.of("dog"));

        assertFalse(prompt.cancelled());
    }

    @Test
    void abandonsEverythingWhenItCloses() {
        PendingPrompt inHand = fixture.prompt("a", "one");
        queue.put(inHand);
        queue.take(any -> true);
        queue.put(fixture.prompt("b", "two"));
        queue.put(fixture.prompt("c", "three"));

        queue.close();

        assertTrue(inHand.abandoned());
        assertEquals(Optional.empty(), queue.take(any -> true));
        assertEquals(0, queue.depth());
    }

    @Test
    void letsInteractivePromptsGoFirst() {
        queue.put(fixture.prompt("a", "{\"prompt\":\"one\",\"priority\":\"bulk\"}"));
        queue.put(fixture.prompt("b", "two"));

        assertEquals("b", queue.take(any -> true).orElseThrow().id());
        assertEquals("a", queue.take(any -> true).orElseThrow().id());
    }

    @Test
    void keepsTheOrderUnderAKeyAndLetsOtherKeysPass() {
        PromptQueue queue = new PromptQueue(3);
        queue.put(fixture.prompt("a", "{\"prompt\":\"one\",\"priority\":\"bulk\"}"));
        queue.put(fixture.prompt("b", "one"));
        queue.put(fixture.prompt("c", "two"));

        assertEquals("c", queue.take(any -> true).orElseThrow().id());
        PendingPrompt first = queue.take(any -> true).orElseThrow();
        assertEquals("a", first.id());
        assertEquals(Optional.empty(), queue.take(any -> true));
        queue.done(first);
        assertEquals("b", queue.take(any -> true).orElseThrow().id());
    }

    @Test
    void abandonsWhatAnotherWorkerAnswers() {
        PendingPrompt inHand = fixture.prompt("a", "one");
        queue.put(inHand);
        queue.take(any -> true);
        queue.put(fixture.prompt("b", "two"));

        queue.disown(Set.of(0));
        queue.put(fixture.prompt("c", "three"));

        assertTrue(inHand.abandoned());
        assertEquals(0, queue.depth());
        queue.own(Set.of(0));
        queue.put(fixture.prompt("b", "two"));
        assertEquals(1, queue.depth());
    }
}
