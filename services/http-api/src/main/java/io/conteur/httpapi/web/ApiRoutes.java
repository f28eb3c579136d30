package io.conteur.httpapi.web;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.wire.TraceContext;
import io.conteur.httpapi.answers.Answer;
import io.conteur.httpapi.asking.StoryRequests;
import io.conteur.httpapi.asking.StoryRequests.Asked;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.conteur.httpapi.format.AnswerFormat;
import io.conteur.httpapi.format.AnswerHeader;
import io.conteur.httpapi.format.ModelFormat;
import io.conteur.httpapi.format.ResponseJson;
import io.conteur.httpapi.request.Endpoint;
import io.conteur.httpapi.request.OpenAiRequest;
import io.conteur.httpapi.request.RequestReader;
import io.conteur.httpapi.telemetry.HttpApiMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The routes under {@code /v1}. */
public final class ApiRoutes {
    private static final Logger LOG = Logger.getLogger(ApiRoutes.class);
    private static final String ALL = "/v1/*";

    /** The base URL of clients; a browser that opens it gets the list of models. */
    private static final String BASE = "/v1";

    private static final String MODELS = BASE + "/models";
    private static final int TOO_LARGE = 413;

    /** Of all requests whose prompts are not asked yet; a sixth of the heap of a pod. */
    private static final long MAX_BODIES_BYTES = 64 << 20;

    private final StoryRequests requests;
    private final ModelChoice models;
    private final HttpApiMetrics metrics;
    private final Limits limits;
    private final RequestBodies bodies;

    /**
     * What is allowed.
     *
     * @param apiKey that requests must have
     * @param maxBodyBytes of a request
     * @param slowClientAfter how long a client may leave a full buffer unread, or take to send a
     *     body
     */
    public record Limits(Optional<String> apiKey, long maxBodyBytes, Duration slowClientAfter) {}

    public ApiRoutes(
            StoryRequests requests, ModelChoice models, HttpApiMetrics metrics, Limits limits) {
        this.requests = requests;
        this.models = models;
        this.metrics = metrics;
        this.limits = limits;
        this.bodies =
                new RequestBodies(
                        new RequestBodies.Limits(
                                limits.maxBodyBytes,
                                Math.max(MAX_BODIES_BYTES, limits.maxBodyBytes),
                                limits.slowClientAfter));
    }

    /** Adds the routes to the service's router. */
    public void addTo(Router router) {
        router.route(ALL).handler(new ApiKeyCheck(limits.apiKey)).failureHandler(this::fail);
        BodyHandler body = BodyHandler.create(false).setBodyLimit(limits.maxBodyBytes);
        for (Endpoint endpoint : Endpoint.values()) {
            router.post(endpoint.path()).handler(bodies::reserve);
            router.post(endpoint.path()).handler(body).handler(routing -> ask(endpoint, routing));
        }
        router.get(BASE).handler(this::list);
        router.get(MODELS).handler(this::list);
        router.get(MODELS + "/*").handler(this::model);
        router.route(ALL).handler(ApiRoutes::unknown);
    }

    private void list(RoutingContext routing) {
        write(ModelFormat.list(models.catalog()), routing);
    }

    private void ask(Endpoint endpoint, RoutingContext routing) {
        RequestHeaders.requireJson(routing.request());
        Optional<String> key = RequestHeaders.idempotencyKey(routing.request());
        OpenAiRequest request = RequestReader.read(endpoint, bodies.take(routing));
        models.choose(request.prompt(), request.model())
                .map(prompt -> named(prompt, key.orElseGet(endpoint::newId)))
                .onSuccess(prompt -> ask(request, prompt, key.isPresent(), routing))
                .onFailure(routing::fail);
    }

    private PromptSubmitted named(PromptSubmitted prompt, String id) {
        Instant deadline = Instant.now().plus(requests.answerWithin());
        return PromptSubmittedBuilder.builder(prompt)
                .id(id)
                .deadline(deadline.truncatedTo(ChronoUnit.MILLIS).toString())
                .build();
    }

    private void ask(
            OpenAiRequest request,
            PromptSubmitted prompt,
            boolean repeatable,
            RoutingContext routing) {
        if (routing.response().closed()) {
            return;
        }
        TraceContext trace = RequestHeaders.trace(routing.request());
        try {
            Asked asked = requests.ask(prompt, repeatable, trace);
            bodies.admitted(routing);
            routing.response().putHeader("x-request-id", prompt.id());
            AnswerFormat format = AnswerFormat.of(request.endpoint());
            Function<Answer, AnswerHeader> header = header(request);
            Exchange.AnswerWriter writer =
                    request.stream()
                            ? new StreamWriter(format, header, request.includeUsage())
                            : new WholeWriter(format, header);
            new Exchange(
                            routing,
                            asked,
                            writer,
                            new Exchange.Surroundings(requests, metrics, limits.slowClientAfter))
                    .begin();
        } catch (ApiException e) {
            routing.fail(e);
        }
    }

    private Function<Answer, AnswerHeader> header(OpenAiRequest request) {
        long created = Instant.now().getEpochSecond();
        return answer ->
                new AnswerHeader(
                        answer.id(),
                        created,
                        model(request, answer),
                        answer.checkpoint().orElse(null));
    }

    /** The name that the request has for it, or that of the model that answers. */
    private String model(OpenAiRequest request, Answer answer) {
        return Optional.ofNullable(request.model())
                .or(() -> answer.checkpoint().flatMap(models.catalog()::modelOf))
                .orElse("unknown");
    }

    private void model(RoutingContext routing) {
        String id = routing.normalizedPath().substring(MODELS.length() + 1);
        write(
                ModelFormat.one(models.catalog(), id)
                        .orElseThrow(() -> new ApiException(ApiError.unknownModel(id))),
                routing);
    }

    private static void write(Record body, RoutingContext routing) {
        routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, Errors.JSON)
                .end(Buffer.buffer(ResponseJson.bytes(body)));
    }

    private static void unknown(RoutingContext routing) {
        throw new ApiException(
                ApiError.refused(
                        404,
                        "There is no %s %s; there are POST /v1/completions, POST /v1/chat/completions and GET /v1/models"
                                .formatted(routing.request().method(), routing.normalizedPath()),
                        "unknown_url"));
    }

    private void fail(RoutingContext routing) {
        if (routing.response().headWritten() || routing.response().closed()) {
            routing.request().connection().close();
            return;
        }
        ApiError error = error(routing);
        metrics.answered(error.status(), Duration.ZERO);
        Errors.write(error, routing.response());
    }

    private ApiError error(RoutingContext routing) {
        if (routing.failure() instanceof ApiException known) {
            return known.error();
        }
        if (routing.statusCode() == TOO_LARGE) {
            return ApiError.refused(
                    TOO_LARGE,
                    "the body must have at most %d bytes".formatted(limits.maxBodyBytes),
                    null);
        }
        LOG.errorf(routing.failure(), "%s failed", routing.normalizedPath());
        return ApiError.failed("this service has failed; its log says why");
    }
}
