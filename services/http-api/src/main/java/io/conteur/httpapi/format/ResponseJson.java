package io.conteur.httpapi.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.httpapi.error.ApiError;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Serialises responses, with the names that OpenAI's API has for them. */
public final class ResponseJson {
    private static final byte[] EVENT = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.UTF_8);
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                    .build();

    /** The last event of a stream. */
    public static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private ResponseJson() {}

    private record ErrorBody(Detail error) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Detail(
            String message, String type, @Nullable String param, @Nullable String code) {}

    /** A record as UTF-8 JSON. */
    public static byte[] bytes(Record body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a response can always be written", e);
        }
    }

    /** The body of an error. */
    public static Record body(ApiError error) {
        return new ErrorBody(
                new Detail(error.message(), error.type(), error.param(), error.code()));
    }

    /** A server-sent event. */
    public static byte[] event(Record body) {
        byte[] json = bytes(body);
        byte[] event = new byte[EVENT.length + json.length + END_OF_EVENT.length];
        System.arraycopy(EVENT, 0, event, 0, EVENT.length);
        System.arraycopy(json, 0, event, EVENT.length, json.length);
        System.arraycopy(END_OF_EVENT, 0, event, EVENT.length + json.length, END_OF_EVENT.length);
        return event;
    }
}
