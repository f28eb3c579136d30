package io.conteur.httpapi.web;

import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Refuses requests without the API key, if one is configured. */
final class ApiKeyCheck implements Handler<RoutingContext> {
    private static final String SCHEME = "Bearer ";

    private final Optional<byte[]> key;

    ApiKeyCheck(Optional<String> key) {
        this.key = key.map(ApiKeyCheck::bytes);
    }

    @Override
    public void handle(RoutingContext routing) {
        String given = routing.request().getHeader("Authorization");
        if (key.isPresent() && (given == null || !matches(given, key.get()))) {
            throw new ApiException(
                    ApiError.refused(401, "Incorrect API key provided", "invalid_api_key"));
        }
        routing.next();
    }

    /** In a time that does not depend on how much of it is right. */
    private static boolean matches(String given, byte[] key) {
        return given.startsWith(SCHEME)
                && MessageDigest.isEqual(bytes(given.substring(SCHEME.length())), key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
