package io.conteur.httpapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;

/** A client of the API that knows nothing of it but JSON and server-sent events. */
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "data: ";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    ApiClient(int port) {
        base = URI.create("http://localhost:" + port);
    }

    /** An answer that was read. */
    record Response(HttpResponse<String> whole) {
        int status() {
            return whole.statusCode();
        }

        JsonNode json() {
            try {
                return JSON.readTree(whole.body());
            } catch (IOException e) {
                throw new IllegalStateException(whole.body(), e);
            }
        }

        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }

        /** The data of its server-sent events. */
        List<String> events() {
            return data(whole.body().lines());
        }
    }

    static List<String> data(Stream<String> lines) {
        return lines.filter(line -> line.startsWith(EVENT))
                .map(line -> line.substring(EVENT.length()))
                .toList();
    }

    static JsonNode parse(String event) {
        try {
            return JSON.readTree(event);
        } catch (IOException e) {
            throw new IllegalStateException(event, e);
        }
    }

    Response get(String path) throws IOException, InterruptedException {
        return new Response(
                http.send(
                        HttpRequest.newBuilder(base.resolve(path)).build(),
                        BodyHandlers.ofString()));
    }

    /**
     * Posts JSON.
     *
     * @param body with single quotes
     * @param headers names and values in turns
     */
    Response post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return new Response(http.send(request(path, body, headers), BodyHandlers.ofString()));
    }

    /** Posts JSON and returns the lines of the response as they come; closing them disconnects. */
    HttpResponse<Stream<String>> open(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(path, body, headers), BodyHandlers.ofLines());
    }

    private HttpRequest request(String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }
}
