package io.conteur.modeltrainer.kafka;

import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.messaging.producer.FencedProducer;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.reporting.JobPublisherFactory;
import io.conteur.modeltrainer.reporting.JobPublishers;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.conteur.workersupport.HeartbeatingPublisher;
import io.conteur.workersupport.JobControl;
import java.util.Map;

/**
 * Opens a transactional producer per job, which fences a worker that had the job before and does
 * not know that it lost it.
 */
public record KafkaJobPublisherFactory(
        Map<String, Object> client,
        String service,
        EventPublisher<TokenizerRequested> tokenizerRequests,
        JobControl control,
        TrainingMetrics metrics)
        implements JobPublisherFactory {
    @Override
    public JobPublishers open(JobSpec job) {
        String work = job.model() + "/" + job.id(); // Neither may contain a slash.
        FencedProducer producer = FencedProducer.open(client, service, work, control::await);
        return new JobPublishers(
                timed(producer.publisher(Topic.PROGRESS, job.trace())),
                timed(producer.publisher(Topic.CHECKPOINTS, job.trace())),
                timed(producer.publisher(Topic.STORIES, job.trace())),
                new HeartbeatingPublisher<>(tokenizerRequests.in(job.trace()), control),
                timed(producer.publisher(Topic.SHARD_CLAIMS, job.trace())),
                timed(producer.publisher(Topic.TRAINING_ROUNDS, job.trace())),
                producer::close);
    }

    private <E extends Record> EventPublisher<E> timed(EventPublisher<E> publisher) {
        return metrics.timed(new HeartbeatingPublisher<>(publisher, control));
    }
}
