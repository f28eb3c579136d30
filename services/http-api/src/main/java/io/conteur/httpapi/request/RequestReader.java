package io.conteur.httpapi.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request. Its parameters are translated to those of {@link PromptSubmitted},
 * whose checks of type and range decide; {@link Parameters} has the table. Unknown parameters are
 * ignored, as other servers of this API do.
 */
public final class RequestReader {
    private static final int MAX_DEPTH = 32;
    private static final JsonMapper MAPPER = mapper();

    private RequestReader() {}

    /**
     * The request in a body.
     *
     * @throws ApiException when it is not a valid one; the message names the parameter
     */
    public static OpenAiRequest read(Endpoint endpoint, byte[] body) {
        JsonNode json = parse(body);
        boolean stream = flag(json, "stream");
        JsonNode options = json.path("stream_options");
        boolean given = !options.isMissingNode() && !options.isNull();
        if (given && !stream) {
            throw invalid("stream_options", "stream_options is for requests with stream: true");
        }
        if (given && !options.isObject()) {
            throw invalid("stream_options", "stream_options must be an object");
        }
        Parameters.refuseUnsupported(json);
        return new OpenAiRequest(
                endpoint,
                prompt(endpoint, json),
                model(json),
                stream,
                flag(options, "include_usage"));
    }

    private static PromptSubmitted prompt(Endpoint endpoint, JsonNode json) {
        Parameters parameters = new Parameters(json, MAPPER.createObjectNode());
        parameters.translate();
        if (endpoint == Endpoint.CHAT) {
            parameters.put("messages", "prompt", Messages.prompt(json.path("messages")));
            parameters.chatLogprobs();
        } else {
            parameters.put("prompt", "prompt", Messages.single(json.path("prompt")));
            parameters.copy("logprobs", "logProbabilities");
        }
        return decode(parameters);
    }

    private static PromptSubmitted decode(Parameters parameters) {
        try {
            ObjectNode event = parameters.event();
            return EventCodec.decode(Topic.PROMPTS, MAPPER.writeValueAsBytes(event));
        } catch (InvalidEventException e) {
            throw parameters.rejection(e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            if (json == null || !json.isObject()) {
                throw invalid(null, "the body must be a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw invalid(null, "the body must be well-formed JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid(null, "the body must be well-formed JSON in UTF-8");
        }
    }

    private static boolean flag(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw invalid(name, name + " must be a boolean");
        }
        return value.booleanValue();
    }

    private static @Nullable String model(JsonNode json) {
        JsonNode model = json.path("model");
        if (model.isMissingNode() || model.isNull()) {
            return null;
        }
        if (!model.isTextual()) {
            throw invalid("model", "model must be a string");
        }
        return model.textValue();
    }

    static ApiException invalid(@Nullable String param, String message) {
        return new ApiException(ApiError.invalid(param, message));
    }

    private static JsonMapper mapper() {
        JsonFactory factory =
                JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .streamReadConstraints(
                                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                        .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
