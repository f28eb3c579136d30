package io.conteur.modeltrainer;

import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.messaging.producer.FencedProducer;
import java.util.Map;

/** A producer per job, which shuts out a worker that had the job before and does not know it. */
record KafkaPress(
        Map<String, Object> client,
        String service,
        EventPublisher<TokenizerRequested> tokenizerRequests,
        Pulse pulse)
        implements Press {
    @Override
    public Outboxes open(Job job) {
        FencedProducer producer = FencedProducer.open(client, service, work(job), pulse::await);
        return new Outboxes(
                producer.publisher(Topic.PROGRESS, job.trace()),
                producer.publisher(Topic.CHECKPOINTS, job.trace()),
                producer.publisher(Topic.STORIES, job.trace()),
                tokenizerRequests.in(job.trace()),
                producer::close);
    }

    private static String work(Job job) {
        return job.model() + "." + job.id();
    }
}
