package io.conteur.httpapi.error;

import io.conteur.events.story.StoryWritten;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a request has no answer, in the terms of OpenAI's API.
 *
 * @param status of HTTP
 * @param type such as {@code invalid_request_error}
 * @param message says what would be right
 * @param param the parameter that is wrong
 * @param code for programs
 * @param retryAfterSeconds when to ask again; null when that is pointless
 */
public record ApiError(
        int status,
        String type,
        String message,
        @Nullable String param,
        @Nullable String code,
        @Nullable Integer retryAfterSeconds) {
    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";

    /** A parameter is wrong. */
    public static ApiError invalid(@Nullable String param, String message) {
        return new ApiError(400, INVALID, message, param, null, null);
    }

    /** A request of another kind is wrong as a whole. */
    public static ApiError refused(int status, String message, @Nullable String code) {
        return new ApiError(status, INVALID, message, null, code, null);
    }

    public static ApiError unknownModel(String model) {
        return new ApiError(
                404,
                INVALID,
                "The model `%s` does not exist; GET /v1/models lists those that do"
                        .formatted(model),
                "model",
                "model_not_found",
                null);
    }

    /** Too much work waits already. */
    public static ApiError overloaded(String message, int retryAfterSeconds) {
        return new ApiError(
                429, "rate_limit_error", message, null, "rate_limit_exceeded", retryAfterSeconds);
    }

    /** The broker cannot be reached, or is not followed yet. */
    public static ApiError unavailable(String message, int retryAfterSeconds) {
        return new ApiError(503, SERVER, message, null, "unavailable", retryAfterSeconds);
    }

    public static ApiError timeout(String message) {
        return new ApiError(504, "timeout_error", message, null, "timeout", null);
    }

    public static ApiError failed(String message) {
        return new ApiError(500, SERVER, message, null, null, null);
    }

    /** What an outcome without a complete story means. */
    public static ApiError of(StoryWritten outcome) {
        String reason = Objects.requireNonNullElse(outcome.reason(), "no reason is known");
        return switch (outcome.outcome()) {
            case REJECTED -> refused(400, reason, "rejected");
            // Not 409, which clients retry: the same prompt would have the same outcome.
            case CANCELLED -> refused(400, "the prompt was cancelled: " + reason, "cancelled");
            case EXPIRED -> timeout(reason);
            default -> failed(reason);
        };
    }
}
