package io.conteur.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not come from the page is refused. */
@QuarkusTest
@QuarkusTestResource(TemporaryStore.class)
class RequestGuardTest {
    private static final String PROMPT = "{'prompt':'A dog'}";

    @TestHTTPResource("/")
    URI root;

    private HttpCalls http;

    @BeforeEach
    void enter() {
        http = new HttpCalls(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://elsewhere.example", "null", "http://localhost:1", "file://"})
    void anotherSiteSendsNothing(String origin) throws Exception {
        assertEquals(403, http.post("/api/prompts", PROMPT, origin).status());
        assertEquals(403, http.post("/api/prompts/stop", "{'key':'x'}", origin).status());
        assertEquals(403, http.post("/api/trainings", "{}", origin).status());
        assertEquals(403, http.post("/api/trainings/cancel", "{}", origin).status());
    }

    @Test
    void aSenderWithoutOriginIsRefused() throws Exception {
        assertEquals("403", status("POST", "localhost", ""));
    }

    @Test
    void aNameThatSomebodyElseLetPointHereIsRefused() throws Exception {
        assertEquals("403", status("GET", "elsewhere.example", ""));
        assertEquals("403", status("POST", "elsewhere.example", "http://elsewhere.example"));
        assertEquals("200", status("GET", "localhost", ""));
    }

    @Test
    void onlyACorpusMayBeLarge() throws Exception {
        String text = "x".repeat(1 << 20);

        assertEquals(413, http.post("/api/prompts", "{'prompt':'" + text + "'}").status());
        assertEquals(200, http.upload("large", text, text).status());
        assertEquals("411", status("POST", "localhost", origin(), "Transfer-Encoding: chunked"));
    }

    private String origin() {
        return "http://localhost:" + root.getPort();
    }

    @Test
    void noScriptRunsButThePagesOwn() throws Exception {
        String policy =
                http.response("/").headers().firstValue("Content-Security-Policy").orElseThrow();

        assertTrue(policy.contains("default-src 'none'; script-src 'self'; style-src 'self'"));
        assertFalse(policy.contains("unsafe"));
        assertFalse(http.response("/").body().matches("(?s).*<script(?![^>]*src=).*"));
    }

    @Test
    void theLibrariesAreServed() throws Exception {
        assertEquals(200, http.get("/_static/htm/preact/standalone.mjs").status());
        assertEquals(200, http.get("/webjars/uplot/dist/uPlot.iife.min.js").status());
        assertEquals(200, http.get("/webjars/uplot/dist/uPlot.min.css").status());
    }

    /** By hand, because Java's HTTP client sets the header {@code Host} itself. */
    private String status(String method, String host, String origin) throws IOException {
        return status(method, host, origin, "Content-Length: 0");
    }

    private String status(String method, String host, String origin, String length)
            throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            String request =
                    "%s /api/%s HTTP/1.1\r\nHost: %s:%d\r\n%sContent-Type: application/json\r\n%s\r\n\r\n"
                            .formatted(
                                    method,
                                    method.equals("GET") ? "settings" : "prompts",
                                    host,
                                    root.getPort(),
                                    origin.isEmpty() ? "" : "Origin: " + origin + "\r\n",
                                    length);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            return lines.readLine().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
        }
    }
}
