package io.conteur.console.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks one service for its health. */
public final class HealthCheckClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int MAX_BYTES = 1 << 16;
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();

    private final String name;
    private final URI health;

    private HealthCheckClient(String name, URI health) {
        this.name = name;
        this.health = health;
    }

    /**
     * Of a service such as {@code story-generator=http://localhost:9083}.
     *
     * @throws IllegalArgumentException if the text is no such
     */
    public static HealthCheckClient of(String nameAndAddress) {
        int equals = nameAndAddress.indexOf('=');
        String address = nameAndAddress.substring(equals + 1).strip();
        if (equals < 1 || !address.startsWith("http")) {
            throw new IllegalArgumentException(
                    "a service is such as story-generator=http://localhost:9083, not '%s'"
                            .formatted(nameAndAddress));
        }
        return new HealthCheckClient(
                nameAndAddress.substring(0, equals).strip(), URI.create(address + "/q/health"));
    }

    String name() {
        return name;
    }

    /** Whether it is up, and its checks; {@code reason} says why there is no answer. */
    ObjectNode measure() {
        ObjectNode value = JSON.createObjectNode().put("url", health.toString());
        try {
            HttpRequest request = HttpRequest.newBuilder(health).timeout(TIMEOUT).build();
            HttpResponse<InputStream> answer =
                    HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
            value.put("up", answer.statusCode() == OK);
            value.set("checks", checks(answer));
        } catch (IOException e) {
            value.put("up", false).put("reason", "no answer: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            value.put("up", false).put("reason", "interrupted");
        }
        return value;
    }

    private static JsonNode checks(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            String text = new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            return JSON.readTree(text).path("checks");
        } catch (JsonProcessingException e) {
            return JSON.createArrayNode();
        }
    }
}
