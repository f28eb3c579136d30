package io.conteur.storygenerator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptQueueTest {
    private final Fixture fixture = new Fixture();
    private final PromptQueue queue = new PromptQueue(2);

    @Test
    void holdsUpWhoeverBringsMoreThanItHolds() throws Exception {
        queue.put(fixture.prompt("a", "one"));
        queue.put(fixture.prompt("b", "two"));

        Thread putter = putLater(fixture.prompt("c", "three"));
        await().until(() -> putter.getState() == Thread.State.WAITING);
        assertEquals(2, queue.depth());
        queue.take();

        await().until(() -> !putter.isAlive());
        assertEquals(2, queue.depth());
    }

    @Test
    void cancelsEveryPromptUnderTheKeyAndNoOther() throws Exception {
        PendingPrompt inHand = fixture.prompt("a", "dog");
        PendingPrompt waiting = fixture.prompt("b", "dog");
        PendingPrompt other = fixture.prompt("c", "cat");
        queue.put(inHand);
        queue.take();
        queue.put(waiting);
        queue.put(other);

        List<PendingPrompt> cancelled = queue.cancel("dog");

        assertEquals(List.of(waiting), cancelled);
        assertTrue(inHand.cancelled());
        assertFalse(other.cancelled());
        assertEquals(Optional.of(other), queue.take());
    }

    @Test
    void forgetsAPromptThatIsDone() throws Exception {
        PendingPrompt prompt = fixture.prompt("a", "dog");
        queue.put(prompt);
        queue.take();
        queue.done(prompt);

        queue.cancel("dog");

        assertFalse(prompt.cancelled());
    }

    @Test
    void abandonsEverythingWhenItCloses() throws Exception {
        PendingPrompt inHand = fixture.prompt("a", "one");
        queue.put(inHand);
        queue.take();
        queue.put(fixture.prompt("b", "two"));
        queue.put(fixture.prompt("c", "three"));
        Thread putter = putLater(fixture.prompt("d", "four"));

        queue.close();

        await().until(() -> !putter.isAlive());
        assertTrue(inHand.abandoned());
        assertEquals(Optional.empty(), queue.take());
        assertEquals(0, queue.depth());
    }

    private Thread putLater(PendingPrompt prompt) {
        Thread putter =
                new Thread(
                        () -> {
                            try {
                                queue.put(prompt);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        putter.start();
        return putter;
    }
}
