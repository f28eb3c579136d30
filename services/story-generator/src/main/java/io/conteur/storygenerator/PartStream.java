package io.conteur.storygenerator;

import io.conteur.events.StoryPartWritten;
import io.conteur.messaging.Outbox;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one story on their way to the broker: in order, numbered from 0, several in flight.
 * For one thread.
 */
final class PartStream {
    // Longer than the client's own delivery.timeout.ms, which gives the better message.
    private static final long LIMIT_SECONDS = 180;

    private final Outbox<StoryPartWritten> outbox;
    private final PendingPrompt prompt;
    private final int window;
    private final Semaphore room;
    private volatile @Nullable Throwable failure;
    private int sequence;

    /**
     * @param window parts in flight at most
     */
    PartStream(Outbox<StoryPartWritten> outbox, PendingPrompt prompt, int window) {
        this.outbox = outbox;
        this.prompt = prompt;
        this.window = window;
        this.room = new Semaphore(window);
    }

    /**
     * Sends a part without waiting for the broker; an empty one is no part.
     *
     * @throws UndeliverableException when it or an earlier one cannot be delivered
     */
    void send(String text) {
        if (!text.isEmpty()) {
            send(text, false);
        }
    }

    /**
     * Sends the last part and returns when the broker has them all.
     *
     * @throws UndeliverableException when it has not
     */
    void end(String text) {
        send(text, true);
        reserve(window);
    }

    private void send(String text, boolean last) {
        reserve(1);
        StoryPartWritten part = new StoryPartWritten(prompt.id(), sequence, text, last);
        outbox.send(prompt.key(), part, prompt.id() + "/part/" + sequence)
                .whenComplete((done, cause) -> settle(cause));
        sequence++;
    }

    private void settle(@Nullable Throwable cause) {
        if (cause != null) {
            failure = cause;
        }
        room.release();
    }

    private void reserve(int parts) {
        boolean reserved;
        try {
            reserved = room.tryAcquire(parts, LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UndeliverableException("interrupted while parts were in flight", e);
        }
        Throwable cause = failure;
        if (cause != null || !reserved) {
            throw new UndeliverableException(
                    "the parts of story %s cannot be delivered".formatted(prompt.id()), cause);
        }
    }
}
