package io.conteur.httpapi.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The text of a prompt. The models turn one prompt into one story and know of no turns, so of a
 * chat the last message of the user is the prompt; all others are read and left out.
 */
final class Messages {
    private static final String USER = "user";
    private static final Set<String> ROLES =
            Set.of("system", "developer", USER, "assistant", "tool", "function");

    private Messages() {}

    /** The last message of the user. */
    static String prompt(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw RequestReader.invalid(
                    "messages",
                    "messages must be an array such as [{\"role\": \"user\", \"content\": \"A"
                            + " fox\"}]");
        }
        String last = null;
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            if (!ROLES.contains(role)) {
                throw RequestReader.invalid(
                        "messages", "each message must have a role: system, user or assistant");
            }
            if (role.equals(USER)) {
                last = text(message.path("content"));
            }
        }
        if (last == null) {
            throw RequestReader.invalid(
                    "messages", "one of the messages must have the role user: it is the prompt");
        }
        return last;
    }

    /** The content of a message: text, or parts of text. */
    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        List<String> parts = new ArrayList<>();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                throw RequestReader.invalid("messages", "a message must consist of text alone");
            }
            parts.add(part.path("text").textValue());
        }
        if (parts.isEmpty()) {
            throw RequestReader.invalid("messages", "a message of the user must have content");
        }
        return String.join("\n", parts);
    }

    /** The prompt of a completion: text, or an array of one text. */
    static String single(JsonNode prompt) {
        JsonNode only = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
        if (only.isTextual()) {
            return only.textValue();
        }
        String found =
                prompt.isMissingNode() || prompt.isNull()
                        ? "prompt is missing"
                        : "prompt must be one text, not several and not token ids; send a request"
                                + " for each prompt";
        throw RequestReader.invalid("prompt", found);
    }
}
