package io.conteur.console.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.ExactNumbers;
import io.conteur.console.request.RequestSender;
import io.conteur.events.EventChecks;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.wire.Topic;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Trainings: start one, and cancel it. */
@Path("/api/trainings")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TrainingResource {
    private final RequestSender requests;

    TrainingResource(RequestSender requests) {
        this.requests = requests;
    }

    /** What was sent. */
    public record Requested(String id, String model) {}

    /** Requests a training. The body is a {@code TrainingRequested}. */
    @POST
    public CompletionStage<Requested> train(String body) {
        ObjectNode object = JsonBody.object(body);
        if (object.path("settings") instanceof ObjectNode settings) {
            ExactNumbers.toNumber(settings, "seed");
        }
        TrainingRequested training = JsonBody.event(TrainingRequested.class, object);
        TrainingRequested named =
                training.id() == null ? training.withId("train-" + UUID.randomUUID()) : training;
        String id = Objects.requireNonNull(named.id());
        return requests.send(Topic.TRAINING_REQUESTS, named.model(), named, id)
                .thenApply(sent -> new Requested(id, named.model()));
    }

    /** Cancels the trainings of a {@code model}: an empty record; its last checkpoint is kept. */
    @POST
    @Path("/cancel")
    public CompletionStage<Requested> cancel(String body) {
        ObjectNode object = JsonBody.object(body);
        String model = JsonBody.text(object, "model");
        EventChecks.name(model, "/model");
        return requests.cancel(Topic.TRAINING_REQUESTS, null, model)
                .thenApply(sent -> new Requested(object.path("id").asText(""), model));
    }
}
