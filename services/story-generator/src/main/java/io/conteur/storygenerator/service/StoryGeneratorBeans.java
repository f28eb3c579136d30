package io.conteur.storygenerator.service;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.storygenerator.batching.BatchScheduler;
import io.conteur.storygenerator.batching.GenerationThread;
import io.conteur.storygenerator.history.AnswerHistory;
import io.conteur.storygenerator.models.CheckpointLoader;
import io.conteur.storygenerator.models.CheckpointLookup;
import io.conteur.storygenerator.models.FailedCheckpoints;
import io.conteur.storygenerator.models.LoadedCheckpoint;
import io.conteur.storygenerator.models.ModelCache;
import io.conteur.storygenerator.publish.OutcomePublisher;
import io.conteur.storygenerator.publish.PartRateLimiter;
import io.conteur.storygenerator.request.PromptQueue;
import io.conteur.storygenerator.routing.GenerationPlanner;
import io.conteur.storygenerator.routing.ModelRouter;
import io.conteur.storygenerator.telemetry.GeneratorHeartbeat;
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import io.conteur.tokenizer.NativeLibrary;
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
import java.time.Instant;
import java.util.Map;

/** Puts the plain classes together. */
@ApplicationScoped
class StoryGeneratorBeans {
    private static final String SERVICE = "story-generator";
    private static final long SERVICE_BYTES = 128 << 20;
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final int MAX_FETCHED = 16;

    @Produces
    @Singleton
    GeneratorHeartbeat pulse() {
        return new GeneratorHeartbeat(System::nanoTime);
    }

    @Produces
    @Singleton
    GeneratorTables tables(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            StoryGeneratorConfig config) {
        return new GeneratorTables(client, config.generator().remembered());
    }

    void close(@Disposes GeneratorTables tables) {
        tables.close();
    }

    @Produces
    @Singleton
    AnswerHistory past(GeneratorTables tables) {
        return new AnswerHistory(tables::answersKnown);
    }

    @Produces
    @Singleton
    PromptQueue queue(StoryGeneratorConfig config) {
        return new PromptQueue(config.generator().queueCapacity());
    }

    @Produces
    @Singleton
    GeneratorMetrics meters(MeterRegistry registry, PromptQueue queue) {
        GeneratorMetrics meters = new GeneratorMetrics(registry);
        meters.watch(queue);
        return meters;
    }

    /** Parts and stories, which are given up when their prompts go to another worker. */
    @Produces
    @Singleton
    @Identifier("answers")
    EventProducer answers(@Identifier("default-kafka-broker") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void closeAnswers(@Disposes @Identifier("answers") EventProducer answers) {
        answers.close();
    }

    /** Dead letters and refused checkpoints. */
    @Produces
    @Singleton
    @Identifier("notices")
    EventProducer notices(@Identifier("default-kafka-broker") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void closeNotices(@Disposes @Identifier("notices") EventProducer notices) {
        notices.close();
    }

    @Produces
    @Singleton
    GroupMembership membership() {
        return new GroupMembership();
    }

    @Produces
    @Singleton
    OutcomePublisher outcomes(
            @Identifier("answers") EventProducer answers,
            GroupMembership membership,
            GeneratorTables tables,
            GeneratorMetrics meters,
            StoryGeneratorConfig config) {
        return new OutcomePublisher(
                new OutcomePublisher.Topics(
                        answers.outbox(Topic.STORY_PARTS),
                        answers.outbox(Topic.STORIES),
                        membership::confirmed,
                        answers::discard),
                new OutcomePublisher.Known(tables.answered(), tables.attempts()),
                meters,
                new PartRateLimiter(
                        config.generator().partEvery().toNanos(),
                        config.generator().partsInFlight()));
    }

    @Produces
    @Singleton
    PromptConsumer intake(PromptQueue queue, OutcomePublisher outcomes, AnswerHistory past) {
        return new PromptConsumer(queue, outcomes, past);
    }

    @Produces
    @Singleton
    RequestConsumer prompts(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            @Identifier("notices") EventProducer notices,
            GroupMembership membership,
            PromptConsumer intake) {
        // The broker moves partitions one by one: another worker's arrival leaves the other
        // prompts alone. Little is fetched beyond the queue.
        RequestConsumer.Subscription subscription =
                new RequestConsumer.Subscription(
                        Topic.PROMPTS,
                        SERVICE,
                        MAX_FETCHED,
                        Map.of("group.protocol", "consumer"),
                        membership);
        return new RequestConsumer(client, subscription, intake, notices);
    }

    @Produces
    @Singleton
    FailedCheckpoints refusals(@Identifier("notices") EventProducer notices) {
        return new FailedCheckpoints(System::nanoTime, LOOK_AGAIN, notices.outbox(Topic.PROGRESS));
    }

    @Produces
    @Singleton
    ModelCache narrators(
            GeneratorTables tables,
            PromptQueue queue,
            FailedCheckpoints refusals,
            StoryGeneratorConfig config)
            throws IOException {
        NativeLibrary.require();
        StoryGeneratorConfig.Generator generator = config.generator();
        // A decoding step is too small for many threads.
        TorchThreads.use(generator.threads());
        ArtifactStore store = ArtifactStore.at(config.artifacts().root());
        EngineLimits limits = new EngineLimits(generator.rows(), generator.cacheTokens());
        return new ModelCache(
                new CheckpointLookup(
                        tables.models(),
                        new CheckpointLookup.Broker(
                                tables::modelsKnown, System::nanoTime, queue::wake)),
                new CheckpointLoader(
                        checkpoint -> LoadedCheckpoint.verify(store, checkpoint, limits),
                        load -> new Thread(() -> run(load, queue), "loading").start(),
                        LOAD_AGAIN),
                refusals,
                new ModelCache.Room(
                        generator.loadedModels(),
                        generator.maxModelBytes().orElseGet(StoryGeneratorBeans::modelBytes)));
    }

    /** Of the heap; what the service needs itself, and room for a collector, are left. */
    private static long modelBytes() {
        long heap = Runtime.getRuntime().maxMemory();
        return StoryEngine.inHeap()
                ? Math.max(0, heap - Math.max(SERVICE_BYTES, heap / 8))
                : Long.MAX_VALUE;
    }

    /** Prompts may have waited for what was loaded. */
    private static void run(Runnable load, PromptQueue queue) {
        load.run();
        queue.wake();
    }

    @Produces
    @Singleton
    GenerationPlanner planner(StoryGeneratorConfig config) {
        StoryGeneratorConfig.Defaults defaults = config.generator().defaults();
        return new GenerationPlanner(
                new GenerationPlanner.Defaults(
                        defaults.temperature(), defaults.topK(), defaults.topP()),
                config.generator().maxTokens());
    }

    @Produces
    @Singleton
    ModelRouter tellers(ModelCache narrators, GenerationPlanner planner, GeneratorTables tables) {
        return new ModelRouter(narrators, planner, tables.answered(), tables.attempts());
    }

    @Produces
    @Singleton
    BatchScheduler desk(PromptQueue queue, ModelRouter tellers, OutcomePublisher outcomes) {
        return new BatchScheduler(
                queue, tellers, outcomes, new BatchScheduler.Clock(System::nanoTime, Instant::now));
    }

    @Produces
    @Singleton
    GenerationThread writingThread(
            PromptQueue queue, BatchScheduler desk, GeneratorHeartbeat pulse) {
        return new GenerationThread(queue, desk, pulse);
    }

    void start(@Observes StartupEvent event, GenerationThread thread, RequestConsumer prompts) {
        thread.start();
        prompts.start();
    }

    /** Records of abandoned prompts stay unacknowledged, and what is done is committed. */
    void stop(
            @Observes ShutdownEvent event,
            GenerationThread thread,
            RequestConsumer prompts,
            StoryGeneratorConfig config) {
        thread.stop(config.generator().stopWithin());
        prompts.close();
    }
}
