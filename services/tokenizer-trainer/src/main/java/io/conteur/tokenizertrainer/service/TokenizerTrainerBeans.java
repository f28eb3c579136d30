package io.conteur.tokenizertrainer.service;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.tokenizertrainer.training.SentencePieceAlgorithm;
import io.conteur.tokenizertrainer.training.TokenizerJobFactory;
import io.conteur.tokenizertrainer.training.TokenizerProvider;
import io.conteur.tokenizertrainer.training.TokenizerStore;
import io.conteur.workersupport.ArtifactStoreConfig;
import io.conteur.workersupport.HeartbeatingPublisher;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor;
import io.conteur.workersupport.metrics.KafkaCounters;
import io.conteur.workersupport.metrics.RequestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Wires the plain classes together. */
@ApplicationScoped
class TokenizerTrainerBeans {
    private static final String SERVICE = "tokenizer-trainer";

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
    JobControl control() {
        return new JobControl(System::nanoTime, Duration.ZERO);
    }

    @Produces
    @Singleton
    JobExecutor executor(JobControl control) {
        return new JobExecutor(control);
    }

    @Produces
    @Singleton
    EventProducer events(@Identifier("counted-kafka") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void close(@Disposes EventProducer events) {
        events.close();
    }

    @Produces
    @Singleton
    TokenizerJobFactory jobs(
            TokenizerTrainerConfig config, EventProducer events, JobControl control)
            throws IOException {
        ArtifactStore store = ArtifactStoreConfig.open(config.artifacts());
        return new TokenizerJobFactory(
                new TokenizerProvider(
                        new TokenizerStore(store), new SentencePieceAlgorithm(), control),
                new HeartbeatingPublisher<>(events.publisher(Topic.TOKENIZERS), control),
                new HeartbeatingPublisher<>(events.publisher(Topic.PROGRESS), control),
                System::nanoTime);
    }

    @Produces
    @Singleton
    TokenizerRequestHandler handler(
            JobExecutor executor,
            TokenizerJobFactory jobs,
            JobControl control,
            TokenizerTrainerConfig config) {
        return new TokenizerRequestHandler(
                executor, jobs, new TokenizerJobRunner(control), config.trainer().stopWithin());
    }

    @Produces
    @Singleton
    RequestConsumer requests(
            @Identifier("counted-kafka") Map<String, Object> client,
            TokenizerRequestHandler handler,
            MeterRegistry registry) {
        // With this protocol, a rebalance leaves the jobs of partitions that stay alone.
        Map<String, Object> membership = Map.of("group.protocol", "consumer");
        RequestConsumer.Subscription subscription =
                new RequestConsumer.Subscription(
                        Topic.TOKENIZER_REQUESTS, SERVICE, 1, membership, new GroupMembership());
        RequestConsumer requests = new RequestConsumer(client, subscription, handler);
        RequestMetrics.register(requests, registry);
        return requests;
    }

    /** Every bean is created, or the start fails, before the first request is taken. */
    void start(@Observes StartupEvent event, RequestConsumer requests) {
        requests.start();
    }

    /** The record of the running job stays unacknowledged and is delivered again. */
    void stop(
            @Observes ShutdownEvent event,
            JobExecutor executor,
            RequestConsumer requests,
            TokenizerTrainerConfig config) {
        executor.stop(config.trainer().stopWithin());
        requests.close();
    }
}
