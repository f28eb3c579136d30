package io.conteur.httpapi.web;

import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.TraceContext;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;

/** The headers of a request that matter here. */
final class RequestHeaders {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private RequestHeaders() {}

    /**
     * The id that a client gives its prompt. Quotes around it are left out.
     *
     * @throws ApiException when no prompt can have it
     */
    static Optional<String> idempotencyKey(HttpServerRequest request) {
        String key = request.getHeader(IDEMPOTENCY_KEY);
        if (key == null) {
            return Optional.empty();
        }
        String id =
                key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
                        ? key.substring(1, key.length() - 1)
                        : key;
        try {
            EventChecks.name(id, "");
            return Optional.of(id);
        } catch (InvalidEventException e) {
            throw new ApiException(
                    ApiError.invalid(
                            null,
                            "Idempotency-Key must be 1 to 100 letters, digits, dots, dashes or"
                                    + " underscores"));
        }
    }

    /** The trace that the request belongs to; a new one when it names none. */
    static TraceContext trace(HttpServerRequest request) {
        String parent = request.getHeader(TraceContext.PARENT);
        return Optional.ofNullable(parent)
                .flatMap(known -> TraceContext.parse(known, request.getHeader(TraceContext.STATE)))
                .orElseGet(TraceContext::start);
    }

    /**
     * Browsers send JSON to other sites only when those allow it, and this one does not.
     *
     * @throws ApiException when the body is not JSON by its own account
     */
    static void requireJson(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(Errors.JSON)) {
            throw new ApiException(
                    ApiError.refused(415, "Content-Type must be application/json", null));
        }
    }
}
