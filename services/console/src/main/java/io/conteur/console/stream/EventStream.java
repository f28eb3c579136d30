package io.conteur.console.stream;

import io.conteur.console.change.Change;
import io.conteur.console.change.ChangeLog;
import io.conteur.console.feed.Positions;
import io.conteur.console.feed.Subscriber;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection. What changes while the client is busy waits here, joined: of a gauge the newest
 * value, of a story its parts as one. A client that is too slow is cut; it reconnects with the id
 * of the last message that it received whole, and gets what it has missed.
 *
 * <p>Every message holds all changes up to its id, so what a cut message held is sent again as a
 * whole, and nothing that came before it.
 */
final class EventStream implements Subscriber {
    /** Rate limit: at most one message per interval. */
    private static final Duration INTERVAL = Duration.ofMillis(30);

    /** Characters that may wait for a client that has yet to take what was sent. */
    private static final int MAX_WAITING = 1 << 20;

    /** For one that has taken all: a busy system's changes of a second come at once. */
    private static final int MAX_BURST = 8 << 20;

    private final HttpServerResponse response;
    private final Context context;
    private final Consumer<EventStream> left;
    private final ChangeLog waiting = new ChangeLog();
    private Positions positions = Positions.NONE;
    private boolean whole;
    private boolean begun;
    private boolean scheduled;
    private boolean behind;
    private boolean closed;

    /** The event that is being sent; what changes meanwhile waits for the next. */
    private @Nullable EventText sending;

    /**
     * @param context of the response
     * @param left is run when the stream has been cut
     */
    EventStream(HttpServerResponse response, Context context, Consumer<EventStream> left) {
        this.response = response;
        this.context = context;
        this.left = left;
    }

    @Override
    public synchronized void snapshot(List<Change> changes, Positions positions) {
        waiting.drain();
        changes.forEach(waiting::add);
        this.positions = positions;
        whole = true;
        begun = true;
        schedule(0);
    }

    /** The client is now up to date; changes that came meanwhile follow these. */
    synchronized void begin(List<Change> missed, Positions upTo) {
        List<Change> since = waiting.drain();
        missed.forEach(waiting::add);
        since.forEach(waiting::add);
        if (positions.asMap().isEmpty()) {
            positions = upTo;
        }
        begun = true;
        schedule(0);
    }

    @Override
    public synchronized void changed(List<Change> changes, Positions positions) {
        if (closed) {
            return;
        }
        changes.forEach(waiting::add);
        this.positions = positions;
        if (waiting.characters() > (behind ? MAX_WAITING : MAX_BURST) && !whole) {
            close();
        } else if (begun) {
            schedule(INTERVAL.toMillis());
        }
    }

    @Override
    public synchronized void outdated() {
        close();
    }

    private void schedule(long delayMillis) {
        if (!scheduled && !closed) {
            scheduled = true;
            context.runOnContext(
                    now -> {
                        if (delayMillis == 0) {
                            flush();
                        } else {
                            context.owner().setTimer(delayMillis, timer -> flush());
                        }
                    });
        }
    }

    /** Sends what waits, as far as the client takes what is sent. */
    void flush() {
        synchronized (this) {
            scheduled = false;
        }
        send();
        if (take()) {
            send();
        }
    }

    /** Sends the event that was begun; when the queue has drained, the flush goes on with it. */
    private void send() {
        for (String piece = piece(); piece != null; piece = piece()) {
            response.write(piece);
        }
    }

    private synchronized @Nullable String piece() {
        if (closed || response.closed() || sending == null) {
            return null;
        }
        behind = response.writeQueueFull();
        if (behind) {
            return null;
        }
        String piece = sending.next();
        if (!sending.hasNext()) {
            sending = null;
        }
        return piece;
    }

    /** Makes an event of what waits, unless the client has yet to take what was sent. */
    private synchronized boolean take() {
        behind = response.writeQueueFull();
        if (behind || closed || sending != null || (waiting.size() == 0 && !whole)) {
            return false;
        }
        sending = new EventText(positions, whole, waiting.drain());
        whole = false;
        return true;
    }

    private synchronized boolean withinEvent() {
        return sending != null;
    }

    /** Keeps proxies from closing a quiet connection, and finds out whether it still exists. */
    void beat() {
        context.runOnContext(
                now -> {
                    if (!response.closed() && !response.writeQueueFull() && !withinEvent()) {
                        response.write(":\n\n");
                    }
                });
    }

    /** Whether the connection was cut or has ended. */
    synchronized boolean closed() {
        return closed;
    }

    /** The client has gone: nothing waits for it any more. */
    synchronized void end() {
        closed = true;
        waiting.drain();
        sending = null;
    }

    /** Cuts the connection. */
    synchronized void close() {
        closed = true;
        context.runOnContext(
                now -> {
                    response.reset();
                    left.accept(this);
                });
    }
}
