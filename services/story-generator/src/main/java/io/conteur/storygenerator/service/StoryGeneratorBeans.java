package io.conteur.storygenerator.service;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.path.GpuRequirement;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.storygenerator.batching.BatchScheduler;
import io.conteur.storygenerator.batching.GenerationThread;
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
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import io.conteur.tokenizer.NativeLibrary;
import io.conteur.workersupport.ArtifactStoreConfig;
import io.conteur.workersupport.Heartbeat;
import io.conteur.workersupport.StartupRequirement;
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
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.health.Startup;
import org.jboss.logging.Logger;

/** Creates the objects of the service from its configuration, and starts and stops them. */
@ApplicationScoped
class StoryGeneratorBeans {
    private static final Logger LOG = Logger.getLogger(StoryGeneratorBeans.class);
    private static final String SERVICE = "story-generator";

    /** Heap of the service beside its models. */
    private static final long SERVICE_BYTES = 128 << 20;

    private static final Duration LOAD_RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration FAILED_CHECKPOINT_PAUSE = Duration.ofSeconds(30);
    private static final int MAX_FETCHED = 16;

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
    Heartbeat heartbeat() {
        return new Heartbeat(System::nanoTime);
    }

    @Produces
    @Singleton
    GeneratorTables tables(
            @Identifier("counted-kafka") Map<String, Object> client, StoryGeneratorConfig config) {
        return new GeneratorTables(client, pool(config), config.generator().remembered());
    }

    private static PromptPool pool(StoryGeneratorConfig config) {
        return config.generator().pool().map(PromptPool::new).orElse(PromptPool.DEFAULT);
    }

    void close(@Disposes GeneratorTables tables) {
        tables.close();
    }

    @Produces
    @Singleton
    PromptQueue queue(StoryGeneratorConfig config) {
        return new PromptQueue(config.generator().queueCapacity());
    }

    @Produces
    @Singleton
    GeneratorMetrics metrics(MeterRegistry registry, PromptQueue queue) {
        GeneratorMetrics metrics = new GeneratorMetrics(registry);
        metrics.watch(queue);
        return metrics;
    }

    /** For parts and stories, which are discarded when their partitions are lost. */
    @Produces
    @Singleton
    @Identifier("answers")
    EventProducer answers(@Identifier("counted-kafka") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void closeAnswers(@Disposes @Identifier("answers") EventProducer answers) {
        answers.close();
    }

    /** For refused checkpoints, which are never discarded. */
    @Produces
    @Singleton
    @Identifier("notices")
    EventProducer notices(@Identifier("counted-kafka") Map<String, Object> client) {
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
            GeneratorMetrics metrics,
            StoryGeneratorConfig config) {
        return new OutcomePublisher(
                new OutcomePublisher.Output(
                        answers.publisher(Topic.STORY_PARTS),
                        answers.publisher(Topic.STORIES),
                        membership::confirmed,
                        answers::discard),
                tables.history(),
                metrics,
                new PartRateLimiter(
                        config.generator().partEvery().toNanos(),
                        config.generator().partsInFlight()));
    }

    @Produces
    @Singleton
    PromptHandler handler(
            PromptQueue queue,
            OutcomePublisher outcomes,
            GeneratorTables tables,
            ModelCache models) {
        return new PromptHandler(queue, outcomes, tables.history(), tables, models::preloaded);
    }

    @Produces
    @Singleton
    RequestConsumer prompts(
            @Identifier("counted-kafka") Map<String, Object> client,
            GroupMembership membership,
            PromptHandler handler,
            MeterRegistry registry,
            StoryGeneratorConfig config) {
        // With the consumer protocol, a rebalance moves partitions one by one and leaves the
        // prompts of the others alone. Few records are fetched beyond the queue.
        PromptPool pool = pool(config);
        RequestConsumer.Subscription subscription =
                new RequestConsumer.Subscription(
                        pool.topic(),
                        pool.group(),
                        MAX_FETCHED,
                        Map.of("group.protocol", "consumer"),
                        membership);
        RequestConsumer prompts = new RequestConsumer(client, subscription, handler);
        RequestMetrics.register(prompts, registry);
        return prompts;
    }

    @Produces
    @Singleton
    FailedCheckpoints failures(
            @Identifier("notices") EventProducer notices, GeneratorMetrics metrics) {
        FailedCheckpoints failures =
                new FailedCheckpoints(
                        System::nanoTime,
                        FAILED_CHECKPOINT_PAUSE,
                        notices.publisher(Topic.PROGRESS));
        metrics.watchRefusals(failures, FailedCheckpoints::refusals);
        return failures;
    }

    @Produces
    @Singleton
    ModelCache models(
            GeneratorTables tables,
            PromptQueue queue,
            FailedCheckpoints failures,
            StoryGeneratorConfig config)
            throws IOException {
        NativeLibrary.require();
        StoryGeneratorConfig.Generator generator = config.generator();
        // A decoding step is too small for many threads.
        TorchThreads.use(generator.threads());
        ArtifactStore store = ArtifactStoreConfig.open(config.artifacts());
        EngineLimits limits = new EngineLimits(generator.rows(), generator.cacheTokens());
        return new ModelCache(
                new CheckpointLookup(
                        tables.catalog(),
                        new CheckpointLookup.Broker(
                                tables::checkpointsRead, System::nanoTime, queue::wake)),
                new CheckpointLoader(
                        checkpoint -> LoadedCheckpoint.verify(store, checkpoint, limits),
                        load -> new Thread(() -> run(load, queue), "loading").start(),
                        LOAD_RETRY_PAUSE),
                failures,
                new ModelCache.Limits(
                        generator.loadedModels(),
                        generator.maxModelBytes().orElseGet(StoryGeneratorBeans::modelBytes)));
    }

    /**
     * The heap but for the service itself and the garbage collector, an eighth at least; on a GPU
     * what its memory leaves for models.
     */
    private static long modelBytes() {
        long heap = Runtime.getRuntime().maxMemory();
        return StoryEngine.inHeap()
                ? Math.max(0, heap - Math.max(SERVICE_BYTES, heap / 8))
                : StoryEngine.deviceBytes().orElse(Long.MAX_VALUE);
    }

    /** Wakes the scheduler after the load: prompts may wait for it. */
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
    ModelRouter router(ModelCache models, GenerationPlanner planner, GeneratorTables tables) {
        return new ModelRouter(models, planner, tables.history());
    }

    @Produces
    @Singleton
    BatchScheduler scheduler(
            PromptQueue queue,
            ModelRouter router,
            OutcomePublisher outcomes,
            GeneratorMetrics metrics) {
        return new BatchScheduler(
                queue,
                router,
                outcomes,
                metrics,
                new BatchScheduler.Clock(System::nanoTime, Instant::now));
    }

    @Produces
    @Singleton
    GenerationThread generationThread(
            PromptQueue queue, BatchScheduler scheduler, Heartbeat heartbeat) {
        return new GenerationThread(queue, scheduler, heartbeat);
    }

    @Produces
    @Startup
    @Singleton
    StartupRequirement gpu() {
        return new StartupRequirement(
                "the GPU is found, if one is needed", GpuRequirement.problem());
    }

    void start(
            @Observes StartupEvent event,
            GenerationThread thread,
            RequestConsumer prompts,
            @Startup StartupRequirement gpu) {
        thread.start();
        gpu.problem().ifPresentOrElse(LOG::error, prompts::start);
    }

    /**
     * Short stories end; prompts that are abandoned are redelivered, and the offsets of answered
     * ones committed.
     */
    void stop(
            @Observes ShutdownEvent event,
            GenerationThread thread,
            RequestConsumer prompts,
            StoryGeneratorConfig config) {
        thread.finish(config.generator().finishWithin());
        thread.stop(config.generator().stopWithin());
        prompts.close();
    }
}
