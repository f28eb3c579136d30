package io.conteur.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Asks a service for its health, and says in one line what is wrong with it. */
final class HealthProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    /** What a service is asked: restart it when it is not live, wait while it is not ready. */
    enum Question {
        LIVE,
        READY
    }

    /**
     * Why a service is not what it was asked for.
     *
     * @param answered it says so itself; else it gave no answer, which a busy machine explains too
     */
    record Fault(String reason, boolean answered) {}

    /** Empty when all is well. */
    Optional<Fault> ask(int port, Question question) {
        String path = question == Question.LIVE ? "/q/health/live" : "/q/health/ready";
        URI uri = URI.create("http://localhost:" + port + path);
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
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

    /** The names of the checks that are down, with their data. */
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
