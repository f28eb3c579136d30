package io.conteur.console.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything else. A web site that the user visits can make the browser send requests
 * to this service: it has a foreign {@code Origin}, and if it lets its own name point here, a
 * foreign {@code Host}. Both are refused, and so is a large body, which would lie in the heap. What
 * is answered may run no script but the page's own.
 */
@ApplicationScoped
class RequestGuard {
    private static final int PRIORITY = 1000;
    private static final int FORBIDDEN = 403;
    private static final int LENGTH_REQUIRED = 411;
    private static final int TOO_LARGE = 413;

    /** Files are uploaded there, within the limit of the server; what else is sent is an event. */
    private static final String UPLOADS = "/api/corpora";

    private static final long MAX_BODY_BYTES = 1 << 20;
    private static final List<HttpMethod> READING = List.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; worker-src 'self'; form-action 'none';"
                    + " base-uri 'none'; frame-ancestors 'none'";

    private final ConsoleConfig.Page config;

    private record Refusal(int status, String reason) {}

    RequestGuard(ConsoleConfig config) {
        this.config = config.console();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        Refusal refusal = refusal(context);
        if (refusal == null) {
            context.next();
        } else {
            context.response().setStatusCode(refusal.status).end(refusal.reason);
        }
    }

    private @Nullable Refusal refusal(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort host = request.authority();
        if (host == null || !config.allowedHosts().contains(host.host())) {
            return new Refusal(
                    FORBIDDEN, "this host name is not among conteur.console.allowed-hosts");
        }
        if (READING.contains(request.method())) {
            return null;
        }
        if (!sameOrigin(request, host)) {
            return new Refusal(FORBIDDEN, "the header Origin must be that of this page");
        }
        if (config.readOnly()) {
            return new Refusal(FORBIDDEN, "this console is read-only");
        }
        return context.normalizedPath().equals(UPLOADS) ? null : refusalOfLength(request);
    }

    private static @Nullable Refusal refusalOfLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return new Refusal(LENGTH_REQUIRED, "the header Content-Length is needed");
        }
        return !length.matches("\\d{1,18}") || Long.parseLong(length) > MAX_BODY_BYTES
                ? new Refusal(TOO_LARGE, "a request has at most %d bytes".formatted(MAX_BODY_BYTES))
                : null;
    }

    private static boolean sameOrigin(HttpServerRequest request, HostAndPort host) {
        String origin = request.getHeader("Origin");
        String authority = host.port() < 0 ? host.host() : host.host() + ":" + host.port();
        return ("http://" + authority).equals(origin) || ("https://" + authority).equals(origin);
    }
}
