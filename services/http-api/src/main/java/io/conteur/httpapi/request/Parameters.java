package io.conteur.httpapi.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.events.InvalidEventException;
import io.conteur.httpapi.error.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The parameters of a request, and the prompt event that they are translated to. */
final class Parameters {
    /** The names in a request, and the fields of the event; of two names, the later one counts. */
    private static final List<Map.Entry<String, String>> FIELDS =
            List.of(
                    Map.entry("temperature", "temperature"),
                    Map.entry("top_p", "topP"),
                    Map.entry("top_k", "topK"),
                    Map.entry("min_p", "minP"),
                    Map.entry("seed", "seed"),
                    Map.entry("n", "n"),
                    Map.entry("max_tokens", "maxTokens"),
                    Map.entry("max_completion_tokens", "maxTokens"),
                    Map.entry("min_tokens", "minTokens"),
                    Map.entry("ignore_eos", "ignoreEnd"),
                    Map.entry("presence_penalty", "presencePenalty"),
                    Map.entry("frequency_penalty", "frequencyPenalty"),
                    Map.entry("repeat_penalty", "repetitionPenalty"),
                    Map.entry("repetition_penalty", "repetitionPenalty"));

    /** What would change the answer and cannot be served, and when it asks for nothing. */
    private static final Map<String, Predicate<JsonNode>> UNSUPPORTED =
            Map.ofEntries(
                    Map.entry("suffix", value -> value.asText().isEmpty()),
                    Map.entry("echo", value -> !value.asBoolean()),
                    Map.entry("use_beam_search", value -> !value.asBoolean()),
                    Map.entry("tools", JsonNode::isEmpty),
                    Map.entry("functions", JsonNode::isEmpty),
                    Map.entry("audio", JsonNode::isEmpty),
                    Map.entry("modalities", value -> value.toString().equals("[\"text\"]")),
                    Map.entry(
                            "response_format", value -> value.path("type").asText().equals("text")),
                    Map.entry("structured_outputs", JsonNode::isEmpty),
                    Map.entry("guided_json", value -> false),
                    Map.entry("guided_regex", value -> false),
                    Map.entry("guided_choice", value -> false),
                    Map.entry("guided_grammar", value -> false),
                    Map.entry("json_schema", value -> false),
                    Map.entry("grammar", value -> value.asText().isEmpty()));

    private final JsonNode request;
    private final ObjectNode event;

    /** The name that the request has for a field of the event. */
    private final Map<String, String> names = new HashMap<>();

    Parameters(JsonNode request, ObjectNode event) {
        this.request = request;
        this.event = event;
    }

    /** Refuses what would change the answer and is not there. */
    static void refuseUnsupported(JsonNode request) {
        UNSUPPORTED.forEach(
                (name, harmless) -> {
                    JsonNode value = request.path(name);
                    if (given(value) && !harmless.test(value)) {
                        throw RequestReader.invalid(name, name + " is not supported here");
                    }
                });
        if (request.path("best_of").asInt(1) > request.path("n").asInt(1)) {
            throw RequestReader.invalid("best_of", "best_of must not be more than n");
        }
    }

    ObjectNode event() {
        return event;
    }

    /** Translates all that both endpoints have in common. */
    void translate() {
        FIELDS.forEach(field -> copy(field.getKey(), field.getValue()));
        // Other servers of this API write "no limit" so.
        if (event.path("topK").asDouble() == -1) {
            event.put("topK", 0);
        }
        if (event.path("maxTokens").asDouble() == -1) {
            event.remove("maxTokens");
        }
        JsonNode stop = request.path("stop");
        if (given(stop)) {
            put("stop", "stop", stop.isTextual() ? event.arrayNode().add(stop) : stop);
        }
        if (given(request.path("logit_bias"))) {
            put("logit_bias", "logitBias", biases(request.path("logit_bias")));
        }
        JsonNode priority = request.path("priority");
        if (priority.isNumber() && priority.asDouble() > 0) {
            event.put("priority", "bulk");
        }
    }

    /** Copies a value, unless it is absent or null. */
    void copy(String name, String field) {
        if (given(request.path(name))) {
            put(name, field, request.path(name));
        }
    }

    void put(String name, String field, String text) {
        put(name, field, JsonNodeFactory.instance.textNode(text));
    }

    private void put(String name, String field, JsonNode value) {
        names.put(field, name);
        event.set(field, value);
    }

    /** A chat asks for log-probabilities by one parameter, and for their number by another. */
    void chatLogprobs() {
        JsonNode wanted = request.path("logprobs");
        if (given(wanted) && !wanted.isBoolean()) {
            throw RequestReader.invalid("logprobs", "logprobs must be a boolean");
        }
        boolean counted = given(request.path("top_logprobs"));
        if (counted && !wanted.asBoolean() && request.path("top_logprobs").asInt() != 0) {
            throw RequestReader.invalid("top_logprobs", "top_logprobs needs logprobs: true");
        }
        if (wanted.asBoolean()) {
            put("top_logprobs", "logProbabilities", JsonNodeFactory.instance.numberNode(0));
            copy("top_logprobs", "logProbabilities");
        }
    }

    /** {@code {"17": -100}} as a list of pairs. */
    private static ArrayNode biases(JsonNode byToken) {
        if (!byToken.isObject()) {
            throw RequestReader.invalid(
                    "logit_bias", "logit_bias must be an object of token ids and biases");
        }
        ArrayNode biases = JsonNodeFactory.instance.arrayNode();
        byToken.properties()
                .forEach(
                        bias ->
                                biases.addObject()
                                        .put("token", token(bias.getKey()))
                                        .set("bias", bias.getValue()));
        return biases;
    }

    private static int token(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw RequestReader.invalid(
                    "logit_bias", "logit_bias must have token ids as keys, such as {\"17\": -100}");
        }
    }

    /** What is wrong with the event, in the words of the request. */
    ApiException rejection(InvalidEventException wrong) {
        String pointer = wrong.pointer();
        String message = String.valueOf(wrong.getMessage());
        int end = pointer.indexOf('/', 1);
        String field =
                pointer.isEmpty() ? "" : pointer.substring(1, end < 0 ? pointer.length() : end);
        String name = names.get(field);
        return name == null
                ? RequestReader.invalid(null, message)
                : RequestReader.invalid(name, name + message.substring(field.length() + 1));
    }

    private static boolean given(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }
}
