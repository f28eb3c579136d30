package io.conteur.modeltrainer.fetch;

import io.conteur.workersupport.JobEndedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One HTTP request and its response, of a bounded size, which is written to a stream as it comes.
 * Ending it early closes its connection.
 */
final class HttpExchange {
    private static final int OK = 200;

    private final long maxBytes;
    private final OutputStream to;
    private long bytes;
    private final Promise<Long> complete = Promise.promise();
    private final Promise<HttpClientRequest> connected = Promise.promise();

    HttpExchange(OutputStream to, long maxBytes) {
        this.to = to;
        this.maxBytes = maxBytes;
    }

    /** Sends the request; the result is the bytes of the response. Listens before it sends. */
    Future<Long> body(HttpClientRequest request) {
        connected.tryComplete(request);
        Future<Long> body = request.response().compose(this::body);
        return request.end().compose(sent -> body);
    }

    /** Aborts the exchange unless it is complete, also while it has no connection yet. */
    void abortUnlessComplete() {
        if (!complete.future().succeeded()) {
            complete.tryFail("the exchange is over");
            connected.future().onSuccess(request -> request.connection().close());
        }
    }

    private Future<Long> body(HttpClientResponse response) {
        if (response.statusCode() != OK) {
            return Future.failedFuture(
                    JobEndedException.rejected(
                            "the corpus's host answers with status %d instead of 200; redirects are not followed"
                                    .formatted(response.statusCode())));
        }
        response.handler(this::take);
        response.exceptionHandler(complete::tryFail);
        response.endHandler(end -> complete.tryComplete(bytes));
        return complete.future();
    }

    private void take(Buffer buffer) {
        if (complete.future().isComplete()) {
            return;
        }
        bytes += buffer.length();
        if (bytes > maxBytes) {
            complete.tryFail(
                    JobEndedException.rejected(
                            "the corpus has more than %d bytes".formatted(maxBytes)));
            return;
        }
        try {
            to.write(buffer.getBytes());
        } catch (IOException e) {
            complete.tryFail(e);
        }
    }
}
