package io.conteur.tokenizertrainer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.producer.EventProducer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;

/** Puts the plain classes together. */
@ApplicationScoped
class Wiring {
    private static final String SERVICE = "tokenizer-trainer";

    @Produces
    @Singleton
    EventProducer events(@Identifier("default-kafka-broker") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void close(@Disposes EventProducer events) {
        events.close();
    }

    @Produces
    @Singleton
    Workshop workshop(ConteurConfig config, EventProducer events) throws IOException {
        return new Workshop(
                ArtifactStore.atOrLater(config.artifacts().root()),
                new SentencePieceLearner(),
                events.publisher(Topic.TOKENIZERS),
                events.publisher(Topic.PROGRESS),
                new Pulse(System::nanoTime),
                System::nanoTime);
    }

    @Produces
    @Singleton
    JobThread jobThread(Workshop workshop) {
        return new JobThread(workshop);
    }

    @Produces
    @Singleton
    RequestConsumer requests(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            JobThread thread,
            EventProducer events) {
        // The broker moves partitions one by one: another worker's arrival leaves the job alone.
        return new RequestConsumer(
                client,
                new RequestConsumer.Subscription(
                        Topic.TOKENIZER_REQUESTS,
                        SERVICE,
                        1,
                        Map.of("group.protocol", "consumer"),
                        new GroupMembership()),
                new TokenizerRequestsWorker(thread),
                events);
    }

    /** Everything is there, or the start fails, before the first request comes. */
    void start(@Observes StartupEvent event, RequestConsumer requests) {
        requests.start();
    }

    /** The record of an abandoned job stays unacknowledged and comes again. */
    void stop(
            @Observes ShutdownEvent event,
            JobThread thread,
            RequestConsumer requests,
            ConteurConfig config) {
        thread.stop(config.trainer().stopWithin());
        requests.close();
    }
}
