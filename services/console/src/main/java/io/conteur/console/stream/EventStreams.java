package io.conteur.console.stream;

import io.conteur.console.feed.LiveView;
import io.conteur.console.feed.MissedChanges;
import io.conteur.console.feed.Positions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All connections of pages. The reader of the topics is notified when the first one opens, and some
 * time after the last one has gone.
 */
public final class EventStreams implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final int UNAVAILABLE = 503;

    private final LiveView view;
    private final MissedChanges missedChanges;
    private final Limits limits;
    private final Consumer<Boolean> wanted;
    private final Vertx vertx;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final ExecutorService replays;
    private long idleTimer;

    /**
     * @param streams at most at the same time
     * @param idleAfter time after the last one's end in which a reload finds everything as it was
     */
    public record Limits(int streams, Duration idleAfter) {}

    /**
     * @param wanted is called with whether a page is open
     */
    public EventStreams(
            LiveView view,
            MissedChanges missedChanges,
            Limits limits,
            Consumer<Boolean> wanted,
            Vertx vertx) {
        this.view = view;
        this.missedChanges = missedChanges;
        this.limits = limits;
        this.wanted = wanted;
        this.vertx = vertx;
        // One replay after the other, and no more of them than pages that may be open.
        this.replays =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(Math.max(1, limits.streams)),
                        EventStreams::thread);
        vertx.setPeriodic(BEAT.toMillis(), timer -> streams.forEach(EventStream::beat));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "replays");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins a stream.
     *
     * @param lastId the id of the last message that the client has seen; empty for none
     */
    public void open(HttpServerResponse response, String lastId) {
        if (streams.size() >= limits.streams) {
            response.setStatusCode(UNAVAILABLE).end("too many pages are open");
            return;
        }
        EventStream stream = new EventStream(response, vertx.getOrCreateContext(), this::leave);
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream;charset=UTF-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no")
                .drainHandler(drained -> stream.flush())
                .closeHandler(closed -> leave(stream))
                .exceptionHandler(failure -> leave(stream));
        response.write("retry: 500\n\n");
        enter(stream);
        Optional<Positions> seen = Positions.parse(lastId);
        if (seen.isEmpty() || !view.complete()) {
            view.join(stream);
        } else {
            resume(stream, seen.get());
        }
    }

    private void resume(EventStream stream, Positions seen) {
        Positions now = view.joinNow(stream);
        try {
            replays.execute(() -> replay(stream, seen, now));
        } catch (RejectedExecutionException e) {
            view.join(stream);
        }
    }

    private void replay(EventStream stream, Positions seen, Positions now) {
        if (!stream.closed()) {
            missedChanges
                    .between(seen, now)
                    .ifPresentOrElse(missed -> stream.begin(missed, now), () -> view.join(stream));
        }
        if (stream.closed()) {
            view.leave(stream);
        }
    }

    private synchronized void enter(EventStream stream) {
        streams.add(stream);
        vertx.cancelTimer(idleTimer);
        wanted.accept(true);
    }

    private synchronized void leave(EventStream stream) {
        stream.end();
        view.leave(stream);
        streams.remove(stream);
        if (streams.isEmpty()) {
            vertx.cancelTimer(idleTimer);
            idleTimer = vertx.setTimer(Math.max(1, limits.idleAfter.toMillis()), timer -> rest());
        }
    }

    private synchronized void rest() {
        if (streams.isEmpty()) {
            wanted.accept(false);
        }
    }

    /** How many there are. */
    public int size() {
        return streams.size();
    }

    /** Cuts all; the clients come back. */
    public void cut() {
        streams.forEach(EventStream::close);
    }

    @Override
    public void close() {
        replays.shutdownNow();
        cut();
    }
}
