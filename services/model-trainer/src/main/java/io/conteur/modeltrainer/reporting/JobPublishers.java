package io.conteur.modeltrainer.reporting;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.messaging.producer.EventPublisher;

/**
 * Publishers of a job's events, one per topic. On Kafka, each times its caller, keeps the heartbeat
 * and sends transactions of a producer of the job's own. They wait out an outage of the broker.
 *
 * @param closing closes all of them
 */
public record JobPublishers(
        EventPublisher<Progressed> progress,
        EventPublisher<CheckpointPublished> checkpointEvents,
        EventPublisher<StoryWritten> stories,
        EventPublisher<TokenizerRequested> tokenizerRequests,
        EventPublisher<ShardClaimed> claims,
        EventPublisher<RoundClosed> rounds,
        Runnable closing)
        implements AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}
