package io.conteur.httpapi.web;

import io.conteur.httpapi.answers.Answer;
import io.conteur.httpapi.asking.StoryRequests;
import io.conteur.httpapi.asking.StoryRequests.Asked;
import io.conteur.httpapi.telemetry.HttpApiMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request whose prompt was asked, until its response ends or its client has gone. The response is
 * written on the connection's event loop as the client reads: what comes while its buffer is full
 * stays in the answer, and a client that does not read for long is cut off.
 */
final class Exchange {
    private static final int WRITE_BUFFER_BYTES = 16 << 10;

    private final RoutingContext routing;
    private final Asked asked;
    private final AnswerWriter writer;
    private final Surroundings surroundings;
    private final Context loop;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable listener = this::schedule;
    private boolean over;
    private boolean waitsForReader;
    private long slowTimer;

    /**
     * What all exchanges share.
     *
     * @param slowClientAfter how long a client may leave a full buffer unread
     */
    record Surroundings(StoryRequests requests, HttpApiMetrics metrics, Duration slowClientAfter) {}

    /** Writes an answer to a response. */
    interface AnswerWriter {
        /** Writes what is new; once the response has ended, returns when its client has it. */
        Optional<Future<Void>> advance(Answer answer, HttpServerResponse response);

        /** The status that counts, once the response has ended. */
        int status();
    }

    Exchange(RoutingContext routing, Asked asked, AnswerWriter writer, Surroundings surroundings) {
        this.routing = routing;
        this.asked = asked;
        this.writer = writer;
        this.surroundings = surroundings;
        this.loop = routing.vertx().getOrCreateContext();
    }

    /** Begins to write; on the event loop. */
    void begin() {
        routing.response().setWriteQueueMaxSize(WRITE_BUFFER_BYTES);
        routing.addEndHandler(ended -> end(ended.failed()));
        asked.answer().listen(listener);
        advance();
    }

    /** Many changes in a short time need one look. */
    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            loop.runOnContext(ready -> advance());
        }
    }

    private void advance() {
        scheduled.set(false);
        HttpServerResponse response = routing.response();
        if (over || response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            awaitReader(response);
            return;
        }
        boolean headWritten = response.headWritten();
        Optional<Future<Void>> ended = writer.advance(asked.answer(), response);
        if (ended.isPresent()) {
            long timer = cutOffLater();
            ended.get().onComplete(written -> routing.vertx().cancelTimer(timer));
        } else if (!headWritten && response.headWritten()) {
            surroundings.metrics.begun(age());
        }
    }

    private void awaitReader(HttpServerResponse response) {
        if (!waitsForReader) {
            waitsForReader = true;
            slowTimer = cutOffLater();
            response.drainHandler(drained -> goOn());
        }
    }

    private void goOn() {
        waitsForReader = false;
        routing.vertx().cancelTimer(slowTimer);
        advance();
    }

    /** Ends the connection after the time that a client may leave a full buffer unread. */
    private long cutOffLater() {
        return routing.vertx()
                .setTimer(
                        surroundings.slowClientAfter.toMillis(),
                        passed -> {
                            surroundings.metrics.cutOff();
                            close(routing.request().connection());
                        });
    }

    /** Closes the socket itself: the connection would wait until its output is read. */
    private static void close(HttpConnection connection) {
        if (connection instanceof ConnectionBase channeled) {
            var unused = channeled.channel().pipeline().firstContext().close();
        } else {
            connection.close();
        }
    }

    private void end(boolean disconnected) {
        if (over) {
            return;
        }
        over = true;
        if (waitsForReader) {
            routing.vertx().cancelTimer(slowTimer);
        }
        asked.answer().unlisten(listener);
        surroundings.requests.leave(asked);
        if (disconnected) {
            surroundings.metrics.disconnected();
        } else {
            surroundings.metrics.answered(writer.status(), age());
        }
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
