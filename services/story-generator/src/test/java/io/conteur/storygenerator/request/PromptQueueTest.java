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
        GeneratorFixture.takeNext(queue);
        assertTrue(queue.full());
        GeneratorFixture.takeNext(queue);

        assertFalse(queue.full());
    }

    @Test
    void cancelsEveryPromptUnderTheKeyAndNoOther() {
        PendingPrompt inHand = fixture.prompt("a", "dog");
        PendingPrompt waiting = fixture.prompt("b", "dog");
        PendingPrompt other = fixture.prompt("c", "cat");
        queue.put(inHand);
        GeneratorFixture.takeNext(queue);
        queue.put(waiting);
        queue.put(other);

        queue.cancel(RecordKey.of("dog"));

        assertEquals(List.of(waiting), queue.withdraw(Instant.EPOCH));
        assertTrue(inHand.cancelled());
        assertFalse(other.cancelled());
        assertEquals(Optional.of(other), GeneratorFixture.takeNext(queue));
    }

    @Test
    void forgetsAPromptThatIsDone() {
        PendingPrompt prompt = fixture.prompt("a", "dog");
        queue.put(prompt);
        GeneratorFixture.takeNext(queue);
        queue.done(prompt);

        queue.cancel(RecordKey.of("dog"));

        assertFalse(prompt.cancelled());
    }

    @Test
    void abandonsEverythingWhenItCloses() {
        PendingPrompt inHand = fixture.prompt("a", "one");
        queue.put(inHand);
        GeneratorFixture.takeNext(queue);
        queue.put(fixture.prompt("b", "two"));
        queue.put(fixture.prompt("c", "three"));

        assertEquals(Set.of(inHand), queue.close());

        assertTrue(inHand.abandoned());
        assertEquals(Optional.empty(), GeneratorFixture.takeNext(queue));
        assertEquals(0, queue.depth());
    }

    @Test
    void letsInteractivePromptsGoFirst() {
        queue.put(fixture.prompt("a", "{\"prompt\":\"one\",\"priority\":\"bulk\"}"));
        queue.put(fixture.prompt("b", "two"));

        assertEquals("b", GeneratorFixture.takeNext(queue).orElseThrow().id());
        assertEquals("a", GeneratorFixture.takeNext(queue).orElseThrow().id());
    }

    @Test
    void keepsTheOrderUnderAKeyAndLetsOtherKeysPass() {
        PromptQueue queue = new PromptQueue(3);
        queue.put(fixture.prompt("a", "{\"prompt\":\"one\",\"priority\":\"bulk\"}"));
        queue.put(fixture.prompt("b", "one"));
        queue.put(fixture.prompt("c", "two"));

        assertEquals("c", GeneratorFixture.takeNext(queue).orElseThrow().id());
        PendingPrompt first = GeneratorFixture.takeNext(queue).orElseThrow();
        assertEquals("a", first.id());
        assertEquals(Optional.empty(), GeneratorFixture.takeNext(queue));
        queue.done(first);
        assertEquals("b", GeneratorFixture.takeNext(queue).orElseThrow().id());
    }

    @Test
    void abandonsWhatAnotherWorkerAnswers() {
        PendingPrompt inHand = fixture.prompt("a", "one");
        queue.put(inHand);
        GeneratorFixture.takeNext(queue);
        queue.put(fixture.prompt("b", "two"));

        queue.revoked(Set.of(0));
        queue.put(fixture.prompt("c", "three"));

        assertTrue(inHand.abandoned());
        assertEquals(0, queue.depth());
        queue.assigned(Set.of(0));
        queue.put(fixture.prompt("b", "two"));
        assertEquals(1, queue.depth());
    }
}
