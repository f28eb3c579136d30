package io.conteur.modeltrainer.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.Progressed.State;
import io.conteur.workersupport.JobEndedException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HttpsCorpusFetcherTest {
    private static final String PASSWORD = "changeit";
    private static final byte[] TEXT = "a fox\nan owl\n".getBytes(StandardCharsets.UTF_8);

    /** Longer than a busy machine takes. */
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir static Path folder;

    private static Vertx vertx;
    private static HttpServer server;
    private static HttpClient client;
    private static final CompletableFuture<Void> endlessIsClosed = new CompletableFuture<>();

    @BeforeAll
    static void serve() throws Exception {
        PfxOptions key = key();
        vertx = Vertx.vertx();
        server =
                vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(key))
                        .requestHandler(HttpsCorpusFetcherTest::answer)
                        .listen(0, "localhost")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        client = vertx.createHttpClient(new HttpClientOptions().setTrustOptions(key));
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void fetchesFromAHostThatIsNamed() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(TEXT, fetched(url("/prompts.txt"), 100));
        }
    }

    @Test
    void asksForTheWholePathAndQuery() throws IOException {
        assertArrayEquals(TEXT, fetched(url("/a%20b/prompts.txt?v=1%262"), 100));
    }

    @Test
    void refusesAHostThatIsNotNamed() {
        JobEndedException end = refused("https://elsewhere.example/prompts.txt", 100);

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("elsewhere.example is not among"), end.reason());
    }

    @Test
    void refusesAnotherPortAndAUser() {
        refused("https://localhost:1/prompts.txt", 100);
        refused(url("/prompts.txt").replace("//", "//user@"), 100);
        refused(url("/prompts.txt").replace("https", "http"), 100);
        refused("https:///prompts.txt", 100);
    }

    @Test
    void refusesARedirect() {
        assertTrue(refused(url("/moved"), 100).reason().contains("status 302"));
    }

    @Test
    void refusesMoreBytesThanAreAllowed() throws IOException {
        assertTrue(refused(url("/prompts.txt"), TEXT.length - 1).reason().contains("more than"));
        assertArrayEquals(TEXT, fetched(url("/prompts.txt"), TEXT.length));
    }

    @Test
    void waitsNoLongerThanAllowed() {
        HttpsCorpusFetcher hasty = fetcher(client, Duration.ofMillis(300));

        JobEndedException end =
                assertThrows(
                        JobEndedException.class, () -> hasty.fetch(url("/never"), file(), 100));

        assertTrue(end.reason().contains("took longer"), end.reason());
    }

    @Test
    void hangsUpWhenItsTimeIsOver() throws Exception {
        HttpsCorpusFetcher hasty = fetcher(client, Duration.ofMillis(300));

        assertThrows(
                JobEndedException.class,
                () -> hasty.fetch(url("/endless"), file(), Long.MAX_VALUE));

        endlessIsClosed.get();
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() {
        HttpClient strict = vertx.createHttpClient(new HttpClientOptions());

        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () -> fetcher(strict).fetch(url("/prompts.txt"), file(), 100));

        assertEquals(State.FAILED, end.state());
    }

    private static Path file() {
        return folder.resolve("fetched");
    }

    private static byte[] fetched(String url, long maxBytes) throws IOException {
        fetcher(client).fetch(url, file(), maxBytes);
        return Files.readAllBytes(file());
    }

    private static JobEndedException refused(String url, long maxBytes) {
        return assertThrows(
                JobEndedException.class, () -> fetcher(client).fetch(url, file(), maxBytes));
    }

    /** The test server is not public, so a resolver without the guard is used. */
    private static HttpsCorpusFetcher fetcher(HttpClient client) {
        return fetcher(client, LONG);
    }

    private static HttpsCorpusFetcher fetcher(HttpClient client, Duration limit) {
        return new HttpsCorpusFetcher(
                client,
                Set.of("localhost:" + server.actualPort()),
                limit,
                host -> InetAddress.getLoopbackAddress());
    }

    private static void answer(HttpServerRequest request) {
        switch (request.uri()) {
            case "/prompts.txt", "/a%20b/prompts.txt?v=1%262" ->
                    request.response().end(new String(TEXT, StandardCharsets.UTF_8));
            case "/moved" ->
                    request.response()
                            .setStatusCode(302)
                            .putHeader("location", "/prompts.txt")
                            .end();
            case "/endless" -> {
                request.connection().closeHandler(closed -> endlessIsClosed.complete(null));
                request.response().setChunked(true).write("a fox\n");
                vertx.setPeriodic(10, timer -> writeMore(request.response()));
            }
            default -> request.pause();
        }
    }

    private static void writeMore(HttpServerResponse response) {
        if (!response.closed()) {
            response.write("a fox\n");
        }
    }

    private static String url(String path) {
        return "https://localhost:" + server.actualPort() + path;
    }

    private static PfxOptions key() throws IOException, InterruptedException {
        Path store = folder.resolve("key.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command =
                List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD);
        assertEquals(0, new ProcessBuilder(command).start().waitFor());
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }
}
