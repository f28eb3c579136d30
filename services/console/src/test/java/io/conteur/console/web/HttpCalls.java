package io.conteur.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Calls the service as its page does. */
final class HttpCalls {
    private static final JsonMapper JSON = new JsonMapper();

    private final URI root;
    private final HttpClient http = HttpClient.newHttpClient();

    HttpCalls(URI root) {
        this.root = root;
    }

    /** An answer. */
    record Answer(int status, byte[] bytes) {
        JsonNode json() throws IOException {
            return JSON.readTree(bytes);
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    String origin() {
        return root.getScheme() + "://" + root.getAuthority();
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(root.resolve(path)));
    }

    HttpResponse<String> response(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(root.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return post(path, json, origin());
    }

    Answer post(String path, String json, String origin) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(root.resolve(path))
                        .header("Origin", origin)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    /** Uploads two files in a form. */
    Answer upload(String name, String prompts, String stories)
            throws IOException, InterruptedException {
        String body =
                field("name", "", name)
                        + field("prompts", "; filename=\"p.txt\"", prompts)
                        + field("stories", "; filename=\"s.txt\"", stories)
                        + "--frontier--\r\n";
        return send(
                HttpRequest.newBuilder(root.resolve("/api/corpora"))
                        .header("Origin", origin())
                        .header("Content-Type", "multipart/form-data; boundary=frontier")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String field(String name, String more, String content) {
        return "--frontier\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n"
                .formatted(name, more, content);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(answer.statusCode(), answer.body());
    }
}
