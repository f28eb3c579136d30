package io.conteur.httpapi.web;

import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.format.ResponseJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Writes errors as responses. */
final class Errors {
    static final String JSON = "application/json";

    private Errors() {}

    static Future<Void> write(ApiError error, HttpServerResponse response) {
        response.setStatusCode(error.status()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        Integer retry = error.retryAfterSeconds();
        if (retry != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, retry.toString());
        }
        return response.end(Buffer.buffer(ResponseJson.bytes(ResponseJson.body(error))));
    }
}
