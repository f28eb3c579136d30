package io.conteur.console.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.ExactNumbers;
import io.conteur.console.request.RequestSender;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Prompts: ask for a story, and stop it. */
@Path("/api/prompts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PromptResource {
    private final RequestSender requests;

    PromptResource(RequestSender requests) {
        this.requests = requests;
    }

    /**
     * What was sent.
     *
     * @param key of its record, and of all answers
     */
    public record Asked(String id, String key) {}

    /**
     * Sends a prompt. The body is a {@code PromptSubmitted}; beside its fields it may name a {@code
     * key} and a {@code pool}. Without a key the id is the key, so that stopping one prompt stops
     * no other.
     */
    @POST
    public CompletionStage<Asked> ask(String body) {
        ObjectNode object = JsonBody.object(body);
        ExactNumbers.toNumber(object, "seed");
        PromptSubmitted prompt = JsonBody.event(PromptSubmitted.class, object);
        PromptSubmitted named =
                prompt.id() == null ? prompt.withId("console-" + UUID.randomUUID()) : prompt;
        String id = Objects.requireNonNull(named.id());
        String key = object.path("key").asText(id);
        Topic<PromptSubmitted> topic = pool(object).topic();
        // A tombstone would cancel other prompts of a key that the prompt shares with them.
        CompletionStage<Void> sent =
                key.equals(id)
                        ? requests.sendOrCancel(topic, key, named, id)
                        : requests.send(topic, key, named, id);
        return sent.thenApply(acknowledged -> new Asked(id, key));
    }

    /** Cancels all prompts under a {@code key}: an empty record. */
    @POST
    @Path("/stop")
    public CompletionStage<Asked> stop(String body) {
        ObjectNode object = JsonBody.object(body);
        String key = JsonBody.text(object, "key");
        return requests.cancel(pool(object).topic(), key)
                .thenApply(sent -> new Asked(object.path("id").asText(key), key));
    }

    private static PromptPool pool(ObjectNode object) {
        try {
            return new PromptPool(object.path("pool").asText(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("/pool", String.valueOf(e.getMessage()));
        }
    }
}
