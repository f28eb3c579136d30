package io.conteur.console.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.ExactNumbers;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventProducer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Prompts: ask for a story, and stop it. */
@Path("/api/prompts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PromptResource {
    private final EventProducer events;

    PromptResource(EventProducer events) {
        this.events = events;
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
        return events.publisher(pool(object).topic())
                .send(key, named, id)
                .thenApply(sent -> new Asked(id, key));
    }

    /** Cancels all prompts under a {@code key}: an empty record. */
    @POST
    @Path("/stop")
    public CompletionStage<Asked> stop(String body) {
        ObjectNode object = JsonBody.object(body);
        String key = JsonBody.text(object, "key");
        return events.send(
                        new ProducerRecord<>(
                                pool(object).topic().name(), RecordKey.of(key).bytes(), null))
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
