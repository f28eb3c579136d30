package io.conteur.storygenerator;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.producer.EventProducer;
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
class Wiring {
    private static final String SERVICE = "story-generator";
    private static final long SERVICE_BYTES = 128 << 20;
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final int MAX_FETCHED = 16;

    @Produces
    @Singleton
    Pulse pulse() {
        return new Pulse(System::nanoTime);
    }

    @Produces
    @Singleton
    Tables tables(
            @Identifier("default-kafka-broker") Map<String, Object> client, ConteurConfig config) {
        return new Tables(client, config.generator().remembered());
    }

    void close(@Disposes Tables tables) {
        tables.close();
    }

    @Produces
    @Singleton
    Past past(Tables tables) {
        return new Past(tables::answersKnown);
    }

    @Produces
    @Singleton
    PromptQueue queue(ConteurConfig config) {
        return new PromptQueue(config.generator().queueCapacity());
    }

    @Produces
    @Singleton
    Meters meters(MeterRegistry registry, PromptQueue queue) {
        Meters meters = new Meters(registry);
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
    Outcomes outcomes(
            @Identifier("answers") EventProducer answers,
            GroupMembership membership,
            Tables tables,
            Meters meters,
            ConteurConfig config) {
        return new Outcomes(
                new Outcomes.Topics(
                        answers.outbox(Topic.STORY_PARTS),
                        answers.outbox(Topic.STORIES),
                        membership::confirmed,
                        answers::discard),
                new Outcomes.Known(tables.answered(), tables.attempts()),
                meters,
                new Pace(
                        config.generator().partEvery().toNanos(),
                        config.generator().partsInFlight()));
    }

    @Produces
    @Singleton
    Intake intake(PromptQueue queue, Outcomes outcomes, Past past) {
        return new Intake(queue, outcomes, past);
    }

    @Produces
    @Singleton
    RequestConsumer prompts(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            @Identifier("notices") EventProducer notices,
            GroupMembership membership,
            Intake intake) {
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
    Refusals refusals(@Identifier("notices") EventProducer notices) {
        return new Refusals(System::nanoTime, LOOK_AGAIN, notices.outbox(Topic.PROGRESS));
    }

    @Produces
    @Singleton
    Narrators narrators(Tables tables, PromptQueue queue, Refusals refusals, ConteurConfig config)
            throws IOException {
        NativeLibrary.require();
        ConteurConfig.Generator generator = config.generator();
        // A decoding step is too small for many threads.
        TorchThreads.use(generator.threads());
        ArtifactStore store = ArtifactStore.at(config.artifacts().root());
        EngineLimits limits = new EngineLimits(generator.rows(), generator.cacheTokens());
        return new Narrators(
                new Library(
                        tables.models(),
                        new Library.Broker(tables::modelsKnown, System::nanoTime, queue::wake)),
                new Loads(
                        checkpoint -> CheckpointNarrator.verify(store, checkpoint, limits),
                        load -> new Thread(() -> run(load, queue), "loading").start(),
                        LOAD_AGAIN),
                refusals,
                new Narrators.Room(
                        generator.loadedModels(),
                        generator.maxModelBytes().orElseGet(Wiring::modelBytes)));
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
    Planner planner(ConteurConfig config) {
        ConteurConfig.Defaults defaults = config.generator().defaults();
        return new Planner(
                new Planner.Defaults(defaults.temperature(), defaults.topK(), defaults.topP()),
                config.generator().maxTokens());
    }

    @Produces
    @Singleton
    Tellers tellers(Narrators narrators, Planner planner, Tables tables) {
        return new Tellers(narrators, planner, tables.answered(), tables.attempts());
    }

    @Produces
    @Singleton
    Desk desk(PromptQueue queue, Tellers tellers, Outcomes outcomes) {
        return new Desk(queue, tellers, outcomes, new Desk.Clock(System::nanoTime, Instant::now));
    }

    @Produces
    @Singleton
    WritingThread writingThread(PromptQueue queue, Desk desk, Pulse pulse) {
        return new WritingThread(queue, desk, pulse);
    }

    void start(@Observes StartupEvent event, WritingThread thread, RequestConsumer prompts) {
        thread.start();
        prompts.start();
    }

    /** Records of abandoned prompts stay unacknowledged, and what is done is committed. */
    void stop(
            @Observes ShutdownEvent event,
            WritingThread thread,
            RequestConsumer prompts,
            ConteurConfig config) {
        thread.stop(config.generator().stopWithin());
        prompts.close();
    }
}
