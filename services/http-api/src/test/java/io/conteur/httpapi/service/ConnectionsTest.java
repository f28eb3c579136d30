package io.conteur.httpapi.service;

import static io.conteur.httpapi.TestPatience.LIMIT;
import static io.conteur.httpapi.TestPatience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that go, come back, do not read, or are many. */
@QuarkusTest
@TestProfile(QuickLimits.class)
class ConnectionsTest {
    private static final String COMPLETIONS = "/v1/completions";
    private static final int STREAMS = 200;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/")
    URI address;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private final String prompt = "A hare " + UUID.randomUUID();
    private StoryResponder responder;
    private ApiClient client;

    @BeforeEach
    void start() {
        client = new ApiClient(address.getPort());
        responder = new StoryResponder(bootstrapServers);
        await().until(
                        () ->
                                new ApiClient(management.getPort()).get("/q/health/ready").status()
                                        == 200);
    }

    @AfterEach
    void stop() throws InterruptedException {
        responder.close();
    }

    @Test
    void aClientThatDisconnectsCancelsItsPrompt() throws Exception {
        responder.on(prompt, (asked, reply) -> reply.part(0, "Once "));

        HttpResponse<Stream<String>> response = client.open(COMPLETIONS, streamed());
        String first = response.body().iterator().next();
        response.body().close();

        assertTrue(first.contains("Once "), first);
        String id = Objects.requireNonNull(responder.asked(prompt).get(0).id());
        await().until(() -> responder.cancelled().contains(id));
    }

    @Test
    void aClientThatDisconnectsBeforeTheFirstTextCancelsItsPrompt() throws Exception {
        responder.on(prompt, (asked, reply) -> {});

        try (Socket socket = request()) {
            await().until(() -> responder.asked(prompt).size() == 1);
        }

        String id = Objects.requireNonNull(responder.asked(prompt).get(0).id());
        await().until(() -> responder.cancelled().contains(id));
    }

    @Test
    void aClientWithAKeyMayComeBack() throws Exception {
        String key = UUID.randomUUID().toString();
        List<StoryResponder.Reply> replies = new CopyOnWriteArrayList<>();
        responder.on(
                prompt,
                (asked, reply) -> {
                    reply.part(0, "Once ");
                    replies.add(reply);
                });
        HttpResponse<Stream<String>> gone =
                client.open(COMPLETIONS, streamed(), "Idempotency-Key", key);
        gone.body().iterator().next();
        HttpResponse<Stream<String>> back =
                client.open(COMPLETIONS, streamed(), "Idempotency-Key", key);
        gone.body().close();

        replies.get(0).end("Once upon a time");
        List<String> events = ApiClient.data(back.body());

        assertTrue(events.get(0).contains("Once "), events.get(0));
        assertTrue(events.get(1).contains("upon a time"), events.get(1));
        assertEquals(1, responder.asked(prompt).size());
    }

    @Test
    void aPromptWithAKeyIsCancelledWhenNobodyComesBack() throws Exception {
        String key = UUID.randomUUID().toString();
        responder.on(prompt, (asked, reply) -> reply.part(0, "Once "));

        HttpResponse<Stream<String>> response =
                client.open(COMPLETIONS, streamed(), "Idempotency-Key", key);
        response.body().iterator().next();
        response.body().close();

        await().until(() -> responder.cancelled().contains(key));
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        responder.on(
                prompt,
                (asked, reply) -> {
                    for (int i = 0; i < 100; i++) {
                        reply.part(0, "word ".repeat(20_000));
                    }
                });

        try (Socket socket = request()) {
            await().until(() -> responder.asked(prompt).size() == 1);
            String id = Objects.requireNonNull(responder.asked(prompt).get(0).id());
            await().until(() -> responder.cancelled().contains(id));
        }
    }

    @Test
    void manyStreamsRunAtOnceWithoutAThreadForEach() throws Exception {
        List<StoryResponder.Reply> replies = new CopyOnWriteArrayList<>();
        responder.on(
                prompt,
                (asked, reply) -> {
                    reply.part(0, "Once ");
                    replies.add(reply);
                });
        ExecutorService readers = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(STREAMS);
        List<CompletableFuture<List<String>>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(CompletableFuture.supplyAsync(() -> readStream(begun), readers));
        }

        assertTrue(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
        long workers =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
                        .count();
        replies.forEach(reply -> reply.end("Once upon a time"));

        for (CompletableFuture<List<String>> stream : streams) {
            List<String> events = stream.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertEquals("[DONE]", events.get(events.size() - 1));
        }
        assertTrue(workers < STREAMS / 2, workers + " threads");
        readers.shutdown();
    }

    private List<String> readStream(CountDownLatch begun) {
        try (Stream<String> lines = client.open(COMPLETIONS, streamed()).body()) {
            List<String> read = new ArrayList<>();
            Iterator<String> each = lines.iterator();
            read.add(each.next());
            begun.countDown();
            each.forEachRemaining(read::add);
            return ApiClient.data(read.stream());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String streamed() {
        return "{'prompt': '%s', 'stream': true}".formatted(prompt);
    }

    /** A request by hand, whose answer nobody reads. */
    private Socket request() throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        byte[] body = streamed().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(COMPLETIONS, body.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }
}
