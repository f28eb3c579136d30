package io.conteur.console.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
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
 * foreign {@code Host}. Both are refused. What is answered may run no script but the page's own.
 */
@ApplicationScoped
class RequestGuard {
    private static final int PRIORITY = 1000;
    private static final int FORBIDDEN = 403;
    private static final List<HttpMethod> READING = List.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; worker-src 'self'; form-action 'none';"
                    + " base-uri 'none'; frame-ancestors 'none'";

    private final ConsoleConfig.Page config;

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
        String refusal = refusal(context.request());
        if (refusal == null) {
            context.next();
        } else {
            context.response().setStatusCode(FORBIDDEN).end(refusal);
        }
    }

    private @Nullable String refusal(HttpServerRequest request) {
        HostAndPort host = request.authority();
        if (host == null || !config.allowedHosts().contains(host.host())) {
            return "this host name is not among conteur.console.allowed-hosts";
        }
        if (READING.contains(request.method())) {
            return null;
        }
        if (!sameOrigin(request, host)) {
            return "the header Origin must be that of this page";
        }
        return config.readOnly() ? "this console is read-only" : null;
    }

    private static boolean sameOrigin(HttpServerRequest request, HostAndPort host) {
        String origin = request.getHeader("Origin");
        String authority = host.port() < 0 ? host.host() : host.host() + ":" + host.port();
        return ("http://" + authority).equals(origin) || ("https://" + authority).equals(origin);
    }
}
