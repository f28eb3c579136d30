package io.conteur.httpapi.web;

import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory of requests that are not admitted yet: the announced sizes of their bodies
 * together, and the time in which a body has to be there. Of an admitted request no body is kept.
 */
final class RequestBodies {
    private static final String RESERVATION = RequestBodies.class.getName();

    private final Limits limits;
    private final AtomicLong reservedBytes = new AtomicLong();

    /**
     * What is allowed.
     *
     * @param bodyBytes of one body, which the body handler checks
     * @param bytes of all bodies together
     * @param receiveWithin for one body
     */
    record Limits(long bodyBytes, long bytes, Duration receiveWithin) {}

    /** Of one request. */
    private record Reservation(long bytes, long timer) {}

    RequestBodies(Limits limits) {
        this.limits = limits;
    }

    /** Before the body is received; until {@link #admitted}, or the end of the request. */
    void reserve(RoutingContext routing) {
        long bytes = announced(routing.request());
        if (reservedBytes.addAndGet(bytes) > limits.bytes) {
            reservedBytes.addAndGet(-bytes);
            throw new ApiException(
                    ApiError.overloaded(
                            "the requests that are being read have %d bytes, the most there may be"
                                    .formatted(limits.bytes),
                            1));
        }
        long timer =
                routing.vertx()
                        .setTimer(
                                limits.receiveWithin.toMillis(),
                                passed -> routing.response().reset());
        routing.put(RESERVATION, new Reservation(bytes, timer));
        routing.addEndHandler(ended -> admitted(routing));
        routing.next();
    }

    /** A body without a length may be as large as any. */
    private long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && length.matches("\\d{1,18}")
                ? Math.min(limits.bodyBytes, Long.parseLong(length))
                : limits.bodyBytes;
    }

    /** The body that was received, which the request no longer holds. */
    byte[] take(RoutingContext routing) {
        Reservation reservation = routing.get(RESERVATION);
        if (reservation != null) {
            routing.vertx().cancelTimer(reservation.timer);
        }
        Buffer body = routing.body().buffer();
        ((RoutingContextInternal) routing).setBody(null);
        return body == null ? new byte[0] : body.getBytes();
    }

    /** The request counts among those in progress from now on. */
    void admitted(RoutingContext routing) {
        @Nullable Reservation reservation = routing.remove(RESERVATION);
        if (reservation != null) {
            routing.vertx().cancelTimer(reservation.timer);
            reservedBytes.addAndGet(-reservation.bytes);
        }
    }
}
