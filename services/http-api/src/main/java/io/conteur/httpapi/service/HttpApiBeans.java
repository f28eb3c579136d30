package io.conteur.httpapi.service;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import io.conteur.httpapi.answers.AnswerBoard;
import io.conteur.httpapi.answers.EarlierAnswers;
import io.conteur.httpapi.asking.Admission;
import io.conteur.httpapi.asking.PromptBacklog;
import io.conteur.httpapi.asking.PromptSender;
import io.conteur.httpapi.asking.StoryRequests;
import io.conteur.httpapi.models.ModelCatalog;
import io.conteur.httpapi.telemetry.HttpApiMetrics;
import io.conteur.httpapi.web.ApiRoutes;
import io.conteur.httpapi.web.ModelChoice;
import io.conteur.messaging.groupless.LatestRecords;
import io.conteur.messaging.groupless.TopicTail;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.workersupport.metrics.KafkaCounters;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Creates the objects of the service from its configuration. */
@ApplicationScoped
class HttpApiBeans {
    private static final String SERVICE = "http-api";

    /** Connection settings of all Kafka clients, which are counted. */
    @Produces
    @Singleton
    @Identifier("counted-kafka")
    Map<String, Object> kafka(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            MeterRegistry registry) {
        return KafkaCounters.counted(client, registry);
    }

    @Produces
    @Singleton
    AnswerBoard board() {
        return new AnswerBoard();
    }

    @Produces
    @Singleton
    TopicTail answers(@Identifier("counted-kafka") Map<String, Object> client, AnswerBoard board) {
        return new TopicTail(List.of(Topic.STORY_PARTS, Topic.STORIES), client, board);
    }

    void close(@Disposes TopicTail answers) {
        answers.close();
    }

    @Produces
    @Singleton
    ModelCatalog catalog() {
        return new ModelCatalog();
    }

    @Produces
    @Singleton
    WholeTopicReader<CheckpointPublished> checkpoints(
            @Identifier("counted-kafka") Map<String, Object> client, ModelCatalog catalog) {
        return new WholeTopicReader<>(
                Topic.CHECKPOINTS,
                client,
                catalog::add,
                deleted -> catalog.remove(new String(deleted.key(), StandardCharsets.UTF_8)));
    }

    void close(@Disposes WholeTopicReader<CheckpointPublished> checkpoints) {
        checkpoints.close();
    }

    @Produces
    @Singleton
    EventProducer producer(@Identifier("counted-kafka") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void close(@Disposes EventProducer producer) {
        producer.close();
    }

    private static PromptPool pool(HttpApiConfig config) {
        return config.http().pool().map(PromptPool::new).orElse(PromptPool.DEFAULT);
    }

    @Produces
    @Singleton
    PromptSender sender(EventProducer producer, HttpApiConfig config) {
        return new PromptSender(producer, pool(config));
    }

    @Produces
    @Singleton
    PromptBacklog backlog(
            @Identifier("counted-kafka") Map<String, Object> client, HttpApiConfig config) {
        PromptPool pool = pool(config);
        return new PromptBacklog(client, pool.topic().name(), pool.group());
    }

    void close(@Disposes PromptBacklog backlog) {
        backlog.close();
    }

    @Produces
    @Singleton
    EarlierAnswers earlier(
            @Identifier("counted-kafka") Map<String, Object> client, HttpApiConfig config) {
        return new EarlierAnswers(
                new LatestRecords(client, config.http().lookedUp()), config.http().maxRequests());
    }

    void close(@Disposes EarlierAnswers earlier) {
        earlier.close();
    }

    @Produces
    @Singleton
    Admission admission(
            TopicTail answers, PromptSender sender, PromptBacklog backlog, HttpApiConfig config) {
        return new Admission(
                answers::following,
                sender,
                backlog,
                new Admission.Bounds(config.http().maxRequests(), config.http().maxBacklog()));
    }

    @Produces
    @Singleton
    StoryRequests.Rules rules(Admission admission, HttpApiConfig config) {
        return new StoryRequests.Rules(
                admission,
                config.http().acceptWithin(),
                config.http().answerWithin(),
                config.http().returnWithin());
    }

    @Produces
    @Singleton
    StoryRequests requests(
            Vertx vertx,
            AnswerBoard board,
            PromptSender sender,
            EarlierAnswers earlier,
            StoryRequests.Rules rules) {
        return new StoryRequests(vertx, board, sender, earlier, rules);
    }

    @Produces
    @Singleton
    HttpApiMetrics metrics(MeterRegistry registry, Admission admission) {
        HttpApiMetrics metrics = new HttpApiMetrics(registry);
        metrics.watch(admission::active);
        return metrics;
    }

    @Produces
    @Singleton
    ModelChoice models(
            Vertx vertx, ModelCatalog catalog, WholeTopicReader<CheckpointPublished> checkpoints) {
        return new ModelChoice(vertx, catalog, checkpoints::caughtUp);
    }

    void addRoutes(
            @Observes Router router,
            StoryRequests requests,
            ModelChoice models,
            HttpApiMetrics metrics,
            HttpApiConfig config) {
        new ApiRoutes(
                        requests,
                        models,
                        metrics,
                        new ApiRoutes.Limits(
                                config.http().apiKey(),
                                config.http().maxBodyBytes(),
                                config.http().slowClientAfter()))
                .addTo(router);
    }
}
