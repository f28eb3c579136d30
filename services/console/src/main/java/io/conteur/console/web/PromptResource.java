package io.conteur.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.ExactNumbers;
import io.conteur.console.feed.LiveView;
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
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Prompts: ask for a story, and stop it. */
@Path("/api/prompts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PromptResource {
    private final RequestSender requests;
    private final LiveView view;

    PromptResource(RequestSender requests, LiveView view) {
        this.requests = requests;
        this.view = view;
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

    /**
     * Cancels all prompts under a {@code key}: an empty record. It goes to the {@code partition} of
     * the prompt, which another client may have chosen, or else to that of the key.
     */
    @POST
    @Path("/stop")
    public CompletionStage<Asked> stop(String body) {
        ObjectNode object = JsonBody.object(body);
        String key = JsonBody.text(object, "key");
        Topic<PromptSubmitted> topic = pool(object).topic();
        return requests.cancel(topic, partition(object, topic.name()), key)
                .thenApply(sent -> new Asked(object.path("id").asText(key), key));
    }

    /**
     * The producer would wait for a partition that does not exist, and all that follows with it.
     */
    private @Nullable Integer partition(ObjectNode object, String topic) {
        JsonNode partition = object.path("partition");
        if (partition.isMissingNode() || partition.isNull()) {
            return null;
        }
        TopicPartition named = new TopicPartition(topic, partition.asInt(-1));
        if (!partition.isInt() || !view.positions().asMap().containsKey(named)) {
            throw new InvalidEventException(
                    "/partition",
                    "must be a partition of %s that is read here, is %s"
                            .formatted(topic, partition));
        }
        return named.partition();
    }

    private static PromptPool pool(ObjectNode object) {
        try {
            return new PromptPool(object.path("pool").asText(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("/pool", String.valueOf(e.getMessage()));
        }
    }
}
