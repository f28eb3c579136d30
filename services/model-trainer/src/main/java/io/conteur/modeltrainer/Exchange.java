package io.conteur.modeltrainer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;

/**
 * One request and its answer. When it is over its connection is closed, and nothing more is kept.
 */
final class Exchange {
    private static final int OK = 200;

    private final long maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Promise<byte[]> whole = Promise.promise();
    private final Promise<HttpClientRequest> begun = Promise.promise();

    Exchange(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Asks, and gathers the answer's body; it listens first, so that nothing is missed. */
    Future<byte[]> body(HttpClientRequest request) {
        begun.tryComplete(request);
        Future<byte[]> body = request.response().compose(this::body);
        return request.end().compose(sent -> body);
    }

    /** Ends an exchange that has not come to its end, also one still without a connection. */
    void end() {
        if (!whole.future().succeeded()) {
            whole.tryFail("the exchange is over");
            begun.future().onSuccess(request -> request.connection().close());
        }
    }

    private Future<byte[]> body(HttpClientResponse response) {
        if (response.statusCode() != OK) {
            return Future.failedFuture(
                    JobEndedException.rejected(
                            "the corpus's host answers with status %d instead of 200; redirects are not followed"
                                    .formatted(response.statusCode())));
        }
        response.handler(this::take);
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(bytes.toByteArray()));
        return whole.future();
    }

    private void take(Buffer buffer) {
        if (whole.future().isComplete()) {
            return;
        }
        if (bytes.size() + (long) buffer.length() > maxBytes) {
            whole.tryFail(
                    JobEndedException.rejected(
                            "the corpus has more than %d bytes".formatted(maxBytes)));
        } else {
            bytes.writeBytes(buffer.getBytes());
        }
    }
}
