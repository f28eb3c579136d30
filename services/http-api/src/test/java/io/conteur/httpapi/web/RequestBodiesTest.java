package io.conteur.httpapi.web;

import static io.conteur.httpapi.TestPatience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.httpapi.error.ApiException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestBodiesTest {
    private static final int STATUS = "HTTP/1.1 ".length();

    private final Vertx vertx = Vertx.vertx();
    private final List<Object> kept = new CopyOnWriteArrayList<>();
    private int port;

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theBodiesOfRequestsThatAreNotAdmittedAreBoundedTogether() throws IOException {
        serve(Duration.ofHours(1));
        try (Socket slow = connect("Content-Length: 90")) {
            slow.getOutputStream().write(new byte[10]);
            await().until(() -> status("Content-Length: 20", 20).equals("429"));
            assertEquals("429", status("Transfer-Encoding: chunked", 0));
            assertEquals("200", status("Content-Length: 5", 5));
        }

        await().until(() -> status("Content-Length: 20", 20).equals("200"));
    }

    @Test
    void noBodyIsKeptOfARequestThatIsAdmitted() throws IOException {
        serve(Duration.ofHours(1));

        for (int i = 0; i < 10; i++) {
            assertEquals("200", status("Content-Length: 60", 60));
        }

        assertEquals(10, kept.size());
        assertTrue(kept.stream().allMatch("60 bytes, then null"::equals), kept.toString());
    }

    @Test
    void aClientThatDoesNotSendItsBodyIsCutOff() throws IOException {
        serve(Duration.ofMillis(100));

        try (Socket slow = connect("Content-Length: 90")) {
            assertEquals(-1, slow.getInputStream().read());
        }
    }

    private void serve(Duration receiveWithin) {
        RequestBodies bodies = new RequestBodies(new RequestBodies.Limits(100, 100, receiveWithin));
        Router router = Router.router(vertx);
        router.post("/")
                .handler(bodies::reserve)
                .failureHandler(
                        routing ->
                                Errors.write(
                                        ((ApiException) routing.failure()).error(),
                                        routing.response()));
        router.post("/")
                .handler(BodyHandler.create(false))
                .handler(
                        routing -> {
                            int bytes = bodies.take(routing).length;
                            kept.add(bytes + " bytes, then " + routing.body().buffer());
                            bodies.admitted(routing);
                            routing.response().end();
                        });
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        port = server.actualPort();
    }

    private Socket connect(String length) throws IOException {
        Socket socket = new Socket("localhost", port);
        String head = "POST / HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String status(String length, int bytes) throws IOException {
        try (Socket socket = connect(length)) {
            socket.getOutputStream().write(new byte[bytes]);
            byte[] line = socket.getInputStream().readNBytes(STATUS + 3);
            return new String(line, StandardCharsets.US_ASCII).substring(STATUS);
        }
    }
}
