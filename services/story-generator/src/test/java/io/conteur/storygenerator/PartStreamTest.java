package io.conteur.storygenerator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.StoryPartWritten;
import io.conteur.messaging.Outbox;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PartStreamTest {
    private final SlowOutbox outbox = new SlowOutbox();
    private final PartStream parts = new PartStream(outbox, new Fixture().prompt("a", "a dog"), 2);

    @Test
    void waitsForABrokerThatIsTwoPartsBehind() {
        Thread writer = new Thread(() -> List.of("one ", "two ", "three ").forEach(parts::send));
        writer.start();
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
        assertEquals(2, outbox.sent.size());

        outbox.sent.get(0).complete(null);

        await().until(() -> !writer.isAlive());
        assertEquals(3, outbox.sent.size());
    }

    @Test
    void noticesAPartThatTheBrokerRefused() {
        parts.send("one ");
        outbox.sent.get(0).completeExceptionally(new IllegalStateException("no broker"));

        assertThrows(UndeliverableException.class, () -> parts.end(""));
    }

    /** Leaves it to the test when the broker has a part. */
    private static final class SlowOutbox implements Outbox<StoryPartWritten> {
        private final List<CompletableFuture<Void>> sent = new CopyOnWriteArrayList<>();

        @Override
        public void publish(String key, StoryPartWritten part, String eventId) {
            throw new UnsupportedOperationException("parts are sent without waiting");
        }

        @Override
        public CompletionStage<Void> send(String key, StoryPartWritten part, String eventId) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            sent.add(done);
            return done;
        }
    }
}
