package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.Request;
import io.conteur.storygenerator.batching.BatchScheduler;
import io.conteur.storygenerator.history.AnsweredPrompts;
import io.conteur.storygenerator.history.UnfinishedAttempts;
import io.conteur.storygenerator.models.CheckpointCatalog;
import io.conteur.storygenerator.models.CheckpointLoader;
import io.conteur.storygenerator.models.CheckpointLookup;
import io.conteur.storygenerator.models.FailedCheckpoints;
import io.conteur.storygenerator.models.FakeStoryModel;
import io.conteur.storygenerator.models.FakeVerifiedCheckpoint;
import io.conteur.storygenerator.models.ModelCache;
import io.conteur.storygenerator.publish.OutcomePublisher;
import io.conteur.storygenerator.publish.PartRateLimiter;
import io.conteur.storygenerator.publish.RecordingPublisher;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptQueue;
import io.conteur.storygenerator.routing.GenerationPlanner;
import io.conteur.storygenerator.routing.ModelRouter;
import io.conteur.storygenerator.telemetry.GeneratorHeartbeat;
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A desk with its surroundings, all of them fakes. */
public final class GeneratorFixture {
    public final RecordingPublisher<StoryPartWritten> parts = new RecordingPublisher<>();
    public final RecordingPublisher<StoryWritten> stories = new RecordingPublisher<>();
    public final RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
    public final List<String> acknowledged = new ArrayList<>();
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    public final GeneratorMetrics meters = new GeneratorMetrics(registry);
    public final AnsweredPrompts answered = new AnsweredPrompts(100);
    public final UnfinishedAttempts attempts = new UnfinishedAttempts(100);
    public final OutcomePublisher outcomes = outcomes(new PartRateLimiter(0, 4));
    public final CheckpointCatalog models = new CheckpointCatalog();
    public final GeneratorHeartbeat pulse = new GeneratorHeartbeat(System::nanoTime);
    public final PromptQueue queue = new PromptQueue(32);
    boolean owned = true;
    boolean discarded;
    public Instant now = Instant.EPOCH;
    public CompletableFuture<Void> lookUp = CompletableFuture.completedFuture(null);
    public long nanos;
    public FakeVerifiedCheckpoint.Loading loader = FakeStoryModel::of;
    public long modelBytes = Long.MAX_VALUE;
    public Executor loading = Runnable::run;

    /** A desk that knows these checkpoints, in this order. */
    public BatchScheduler desk(CheckpointPublished... checkpoints) {
        return desk(outcomes, System::nanoTime, checkpoints);
    }

    /** A desk that sends at a pace, while the time is {@link #nanos}. */
    public BatchScheduler deskAt(PartRateLimiter pace, CheckpointPublished checkpoint) {
        return desk(outcomes(pace), () -> nanos, checkpoint);
    }

    private OutcomePublisher outcomes(PartRateLimiter pace) {
        return new OutcomePublisher(
                new OutcomePublisher.Topics(parts, stories, () -> owned, () -> discarded = true),
                new OutcomePublisher.Known(answered, attempts),
                meters,
                pace);
    }

    private BatchScheduler desk(
            OutcomePublisher outcomes, LongSupplier nanos, CheckpointPublished... checkpoints) {
        List.of(checkpoints).forEach(models::add);
        ModelRouter tellers = new ModelRouter(narrators(2), planner(), answered, attempts);
        return new BatchScheduler(
                queue, tellers, outcomes, new BatchScheduler.Clock(nanos, () -> now));
    }

    public ModelCache narrators(int limit) {
        CheckpointLookup.Broker broker =
                new CheckpointLookup.Broker(() -> lookUp, System::nanoTime, queue::wake);
        return new ModelCache(
                new CheckpointLookup(models, broker),
                new CheckpointLoader(
                        FakeVerifiedCheckpoint.loader(checkpoint -> loader.load(checkpoint)),
                        load -> loading.execute(() -> load(load)),
                        Duration.ZERO),
                new FailedCheckpoints(() -> nanos, Duration.ofSeconds(30), progress),
                new ModelCache.Room(limit, modelBytes));
    }

    private void load(Runnable load) {
        load.run();
        queue.wake();
    }

    /** Works until everything in the queue has its outcome. */
    public void work(BatchScheduler desk) {
        do {
            desk.admit();
            desk.step();
        } while (!desk.idle() || queue.depth() > 0);
    }

    public static GenerationPlanner planner() {
        return new GenerationPlanner(new GenerationPlanner.Defaults(0.8, 0, 0.95), 10);
    }

    /** A prompt that leaves its id in {@link #acknowledged}. */
    public PendingPrompt prompt(String id, String value) {
        return PendingPrompt.of(requestUnder(null, id, value), delivery(id));
    }

    /** Leaves an id in {@link #acknowledged}. */
    public PendingPrompt.Delivery delivery(String id) {
        return new PendingPrompt.Delivery(0, () -> acknowledged.add(id), 0);
    }

    public static Request request(@Nullable String key, String id, String value) {
        return requestUnder(key == null ? null : RecordKey.of(key), id, value);
    }

    public static Request requestUnder(@Nullable RecordKey key, String id, String value) {
        return new Request(key, value.getBytes(StandardCharsets.UTF_8), id);
    }

    /** The texts of all parts in order. */
    public String told() {
        return parts.events().stream().map(StoryPartWritten::text).collect(Collectors.joining());
    }

    public StoryWritten story() {
        return stories.events().get(stories.events().size() - 1);
    }

    /** Puts a prompt and works. */
    public void answer(BatchScheduler desk, PendingPrompt prompt) {
        queue.put(prompt);
        work(desk);
    }

    /** The parts are those of one attempt, whole. */
    public void assertNumberedWithOneLastPart() {
        List<StoryPartWritten> all = parts.events();
        assertEquals(
                IntStream.range(0, all.size()).boxed().toList(),
                all.stream().map(StoryPartWritten::sequence).toList());
        assertEquals(1, all.stream().filter(StoryPartWritten::last).count());
        assertTrue(all.get(all.size() - 1).last());
    }
}
