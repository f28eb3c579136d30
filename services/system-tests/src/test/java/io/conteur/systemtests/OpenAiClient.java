package io.conteur.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;

/** A client of OpenAI's API that asks for completions. */
public record OpenAiClient(URI service) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Asks for a completion.
     *
     * @param body with single quotes
     */
    public HttpResponse<String> ask(String body) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve("/v1/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** The text of a stream's events. */
    static String text(HttpResponse<String> stream) {
        return stream.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(OpenAiClient::text)
                .collect(Collectors.joining());
    }

    private static String text(String event) {
        try {
            return JSON.readTree(event.substring("data: ".length())).at("/choices/0/text").asText();
        } catch (IOException e) {
            throw new IllegalStateException(event, e);
        }
    }
}
