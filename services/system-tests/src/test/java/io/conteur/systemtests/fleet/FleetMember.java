package io.conteur.systemtests.fleet;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.groupless.CoPartitionedTail;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.storygenerator.batching.BatchScheduler;
import io.conteur.storygenerator.batching.GenerationThread;
import io.conteur.storygenerator.history.AnswerHistory;
import io.conteur.storygenerator.history.AnswerTopics;
import io.conteur.storygenerator.models.CheckpointCatalog;
import io.conteur.storygenerator.models.CheckpointLoader;
import io.conteur.storygenerator.models.CheckpointLookup;
import io.conteur.storygenerator.models.FailedCheckpoints;
import io.conteur.storygenerator.models.ModelCache;
import io.conteur.storygenerator.publish.OutcomePublisher;
import io.conteur.storygenerator.publish.PartRateLimiter;
import io.conteur.storygenerator.request.PromptQueue;
import io.conteur.storygenerator.routing.GenerationPlanner;
import io.conteur.storygenerator.routing.ModelRouter;
import io.conteur.storygenerator.service.PromptHandler;
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import io.conteur.workersupport.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One generator of a fleet, wired as the service is but without its HTTP server. */
final class FleetMember implements AutoCloseable {
    private static final int REMEMBERED = 10_000;
    private static final int READ_BACK = 1000;

    private final CoPartitionedTail tail;
    private final WholeTopicReader<CheckpointPublished> checkpoints;
    private final EventProducer producer;
    private final RequestConsumer prompts;
    private final GenerationThread thread;

    FleetMember(Map<String, Object> client, String name) {
        PromptPool pool = PromptPool.DEFAULT;
        AnswerHistory history = new AnswerHistory(REMEMBERED);
        CheckpointCatalog catalog = new CheckpointCatalog();
        checkpoints = new WholeTopicReader<>(Topic.CHECKPOINTS, client, catalog::add);
        tail =
                new CoPartitionedTail(
                        new CoPartitionedTail.Topics(
                                pool.topic(),
                                List.of(
                                        new CoPartitionedTail.Output(Topic.STORIES, READ_BACK),
                                        new CoPartitionedTail.Output(
                                                Topic.STORY_PARTS, READ_BACK))),
                        named(client, name),
                        history::read);
        producer = new EventProducer(client, name);
        PromptQueue queue = new PromptQueue(256);
        GeneratorMetrics metrics = new GeneratorMetrics(new SimpleMeterRegistry());
        GroupMembership membership = new GroupMembership();
        OutcomePublisher outcomes = outcomes(membership, history, metrics);
        ModelRouter router = new ModelRouter(models(queue, catalog), planner(), history);
        BatchScheduler scheduler =
                new BatchScheduler(
                        queue,
                        router,
                        outcomes,
                        metrics,
                        new BatchScheduler.Clock(System::nanoTime, Instant::now));
        thread = new GenerationThread(queue, scheduler, new Heartbeat(System::nanoTime));
        prompts =
                new RequestConsumer(
                        client,
                        new RequestConsumer.Subscription(
                                pool.topic(),
                                pool.group(),
                                16,
                                Map.of("group.protocol", "consumer"),
                                membership),
                        new PromptHandler(queue, outcomes, history, new OwnTail(), () -> true));
        thread.start();
        prompts.start();
    }

    /** Only the client of the tail has the member's name, by which its metrics are found. */
    private static Map<String, Object> named(Map<String, Object> client, String name) {
        Map<String, Object> named = new HashMap<>(client);
        named.put("client.id", name);
        return named;
    }

    private OutcomePublisher outcomes(
            GroupMembership membership, AnswerHistory history, GeneratorMetrics metrics) {
        return new OutcomePublisher(
                new OutcomePublisher.Output(
                        producer.publisher(Topic.STORY_PARTS),
                        producer.publisher(Topic.STORIES),
                        membership::confirmed,
                        producer::discard),
                history,
                metrics,
                new PartRateLimiter(Duration.ofMillis(50).toNanos(), 256));
    }

    private ModelCache models(PromptQueue queue, CheckpointCatalog catalog) {
        return new ModelCache(
                new CheckpointLookup(
                        catalog,
                        new CheckpointLookup.Broker(
                                checkpoints::caughtUp, System::nanoTime, queue::wake)),
                new CheckpointLoader(
                        checkpoint -> new StubModel.Verified(),
                        load -> {
                            load.run();
                            queue.wake();
                        },
                        Duration.ZERO),
                new FailedCheckpoints(
                        System::nanoTime,
                        Duration.ofSeconds(30),
                        producer.publisher(Topic.PROGRESS)),
                new ModelCache.Limits(2, Long.MAX_VALUE));
    }

    private static GenerationPlanner planner() {
        return new GenerationPlanner(new GenerationPlanner.Defaults(0.8, 0, 0.95), 128);
    }

    boolean caughtUp() {
        return tail.caughtUp();
    }

    @Override
    public void close() {
        thread.stop(Duration.ofSeconds(10));
        prompts.close();
        tail.close();
        checkpoints.close();
        producer.close();
    }

    private final class OwnTail implements AnswerTopics {
        @Override
        public void assigned(Set<Integer> partitions) {
            tail.follow(partitions);
        }

        @Override
        public void revoked(Set<Integer> partitions) {
            tail.drop(partitions);
        }

        @Override
        public boolean caughtUp(int partition) {
            return tail.caughtUp(partition);
        }
    }
}
