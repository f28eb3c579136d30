package io.conteur.httpapi.service;

import static io.conteur.httpapi.TestPatience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service refuses when it is configured to. */
@QuarkusTest
@TestProfile(RefusalsTest.Strict.class)
class RefusalsTest {
    private static final String COMPLETIONS = "/v1/completions";
    private static final String[] KEY = {"Authorization", "Bearer secret"};

    /** A key, a small body, and hardly a backlog. */
    public static final class Strict implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "conteur.http.api-key", "secret",
                    "conteur.http.max-body-bytes", "2000",
                    "conteur.http.max-backlog", "2",
                    "conteur.http.answer-within", "1s");
        }
    }

    @TestHTTPResource("/")
    URI address;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private ApiClient client;

    @BeforeEach
    void start() {
        client = new ApiClient(address.getPort());
        await().until(
                        () ->
                                new ApiClient(management.getPort()).get("/q/health/ready").status()
                                        == 200);
    }

    @Test
    void aRequestWithoutTheKeyIsRefused() throws Exception {
        ApiClient.Response none = client.post(COMPLETIONS, "{'prompt': 'A'}");
        ApiClient.Response wrong =
                client.post(COMPLETIONS, "{'prompt': 'A'}", "Authorization", "Bearer other");

        assertEquals(401, none.status());
        assertEquals("invalid_api_key", none.json().at("/error/code").asText());
        assertEquals(401, wrong.status());
        assertEquals(401, client.get("/v1/models").status());
    }

    @Test
    void aLargeBodyIsRefused() throws Exception {
        ApiClient.Response large =
                client.post(COMPLETIONS, "{'prompt': '%s'}".formatted("A".repeat(2000)), KEY);

        assertEquals(413, large.status());
        assertEquals(
                "the body must have at most 2000 bytes",
                large.json().at("/error/message").asText());
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        HttpResponse<String> response =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(address.resolve(COMPLETIONS))
                                        .header("Content-Type", "text/plain")
                                        .header(KEY[0], KEY[1])
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"prompt\": \"A\"}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        assertEquals(415, response.statusCode());
    }

    /** No generator runs: prompts time out, and then those that wait are too many. */
    @Test
    void aPromptThatNobodyAnswersTimesOutAndABacklogIsRefused() throws Exception {
        ApiClient.Response late = client.post(COMPLETIONS, "{'prompt': 'A'}", KEY);
        await().until(() -> client.post(COMPLETIONS, "{'prompt': 'A'}", KEY).status() == 429);
        ApiClient.Response refused = client.post(COMPLETIONS, "{'prompt': 'A'}", KEY);

        assertEquals(504, late.status());
        assertEquals("rate_limit_exceeded", refused.json().at("/error/code").asText());
        assertTrue(Integer.parseInt(refused.header("retry-after")) >= 1);
    }
}
