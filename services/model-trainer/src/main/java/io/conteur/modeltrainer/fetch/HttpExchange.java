package io.conteur.modeltrainer.fetch;

import io.conteur.workersupport.JobEndedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;

/** One HTTP request and its response, of a bounded size. Ending it early closes its connection. */
final class HttpExchange {
    private static final int OK = 200;

    private final long maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Promise<byte[]> complete = Promise.promise();
    private final Promise<HttpClientRequest> connected = Promise.promise();

    HttpExchange(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Sends the request and buffers the response's body. Listens before it sends. */
    Future<byte[]> body(HttpClientRequest request) {
        connected.tryComplete(request);
        Future<byte[]> body = request.response().compose(this::body);
        return request.end().compose(sent -> body);
    }

    /** Aborts the exchange unless it is complete, also while it has no connection yet. */
    void abortUnlessComplete() {
        if (!complete.future().succeeded()) {
            complete.tryFail("the exchange is over");
            connected.future().onSuccess(request -> request.connection().close());
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
        response.exceptionHandler(complete::tryFail);
        response.endHandler(end -> complete.tryComplete(bytes.toByteArray()));
        return complete.future();
    }

    private void take(Buffer buffer) {
        if (complete.future().isComplete()) {
            return;
        }
        if (bytes.size() + (long) buffer.length() > maxBytes) {
            complete.tryFail(
                    JobEndedException.rejected(
                            "the corpus has more than %d bytes".formatted(maxBytes)));
        } else {
            bytes.writeBytes(buffer.getBytes());
        }
    }
}
