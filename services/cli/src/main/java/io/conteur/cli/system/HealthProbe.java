package io.conteur.cli.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Queries the health endpoints of a service and describes a failure in one line. */
final class HealthProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();

    /** The endpoint: a service that is not live is restarted, one that is not ready awaited. */
    enum Endpoint {
        LIVE,
        READY
    }

    /**
     * A failed health check.
     *
     * @param answered the service reported the failure itself; false when it gave no answer, which
     *     can also mean that the machine is busy
     */
    record Fault(String reason, boolean answered) {}

    /** Where a service says how it is, to be opened by users too. */
    static String address(int port) {
        return LocalPorts.url(port) + "/q/health";
    }

    /** Empty when the check passes. */
    Optional<Fault> check(int port, Endpoint endpoint) {
        String path = endpoint == Endpoint.LIVE ? "/live" : "/ready";
        URI uri = URI.create(address(port) + path);
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == OK
                    ? Optional.empty()
                    : Optional.of(new Fault(failedChecks(answer), true));
        } catch (IOException e) {
            String reason = "no answer from " + uri + " (" + e.getClass().getSimpleName() + ")";
            return Optional.of(new Fault(reason, false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    /** The names and data of the checks that are down. */
    private static String failedChecks(HttpResponse<String> answer) {
        try {
            String failed =
                    StreamSupport.stream(
                                    Json.read(answer.body()).path("checks").spliterator(), false)
                            .filter(check -> !"UP".equals(check.path("status").asText()))
                            .map(HealthProbe::describe)
                            .collect(Collectors.joining("; "));
            if (!failed.isEmpty()) {
                return failed;
            }
        } catch (JsonProcessingException e) {
            return "HTTP status " + answer.statusCode() + " with a body that is not JSON";
        }
        return "HTTP status " + answer.statusCode();
    }

    private static String describe(JsonNode check) {
        JsonNode data = check.path("data");
        String name = check.path("name").asText("a check") + " is down";
        return data.isObject() && !data.isEmpty() ? name + " " + data : name;
    }
}
