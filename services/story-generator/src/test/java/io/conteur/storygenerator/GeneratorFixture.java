package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.Request;
import io.conteur.storygenerator.batching.BatchScheduler;
import io.conteur.storygenerator.history.AnswerHistory;
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
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import io.conteur.workersupport.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A batch scheduler and its collaborators; models, broker and clock are fakes. */
public final class GeneratorFixture {
    public final RecordingPublisher<StoryPartWritten> parts = new RecordingPublisher<>();
    public final RecordingPublisher<StoryWritten> stories = new RecordingPublisher<>();
    public final RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
    public final List<String> acknowledged = new ArrayList<>();
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    public final GeneratorMetrics metrics = new GeneratorMetrics(registry);
    public final AnswerHistory history = new AnswerHistory(100);
    public final OutcomePublisher outcomes = outcomes(new PartRateLimiter(0, 4));
    public final CheckpointCatalog catalog = new CheckpointCatalog();
    public final Heartbeat heartbeat = new Heartbeat(System::nanoTime);
    public final PromptQueue queue = new PromptQueue(32);
    boolean owned = true;
    boolean discarded;
    public Instant now = Instant.EPOCH;
    public CompletableFuture<Void> lookUp = CompletableFuture.completedFuture(null);
    public long nanos;
    public FakeVerifiedCheckpoint.Loading loader = FakeStoryModel::of;
    public long modelBytes = Long.MAX_VALUE;
    public Executor loading = Runnable::run;

    public GeneratorFixture() {
        history.assigned(Set.of(0));
    }

    /** Reads a part back, as after a restart. */
    public void readBack(RecordKey key, StoryPartWritten part) {
        readBack(Topic.STORY_PARTS, key, part);
    }

    /** Reads an outcome back, as after a restart. */
    public void readBack(RecordKey key, StoryWritten outcome) {
        readBack(Topic.STORIES, key, outcome);
    }

    private <E extends Record> void readBack(Topic<E> topic, RecordKey key, E event) {
        history.read(
                new ConsumerRecord<>(topic.name(), 0, 0, key.bytes(), EventCodec.encode(event)));
    }

    /** A scheduler whose catalog has these checkpoints, the newest last. */
    public BatchScheduler scheduler(CheckpointPublished... checkpoints) {
        return scheduler(outcomes, System::nanoTime, checkpoints);
    }

    /** A scheduler with a rate limit, while the time is {@link #nanos}. */
    public BatchScheduler schedulerAt(PartRateLimiter rateLimiter, CheckpointPublished checkpoint) {
        return scheduler(outcomes(rateLimiter), () -> nanos, checkpoint);
    }

    private OutcomePublisher outcomes(PartRateLimiter rateLimiter) {
        return new OutcomePublisher(
                new OutcomePublisher.Output(parts, stories, () -> owned, () -> discarded = true),
                history,
                metrics,
                rateLimiter);
    }

    private BatchScheduler scheduler(
            OutcomePublisher outcomes, LongSupplier nanos, CheckpointPublished... checkpoints) {
        List.of(checkpoints).forEach(catalog::add);
        ModelRouter router = new ModelRouter(cache(2), planner(), history);
        return new BatchScheduler(
                queue, router, outcomes, metrics, new BatchScheduler.Clock(nanos, () -> now));
    }

    public ModelCache cache(int limit) {
        FailedCheckpoints failures =
                new FailedCheckpoints(() -> nanos, Duration.ofSeconds(30), progress);
        metrics.watchRefusals(failures, FailedCheckpoints::refusals);
        CheckpointLookup.Broker broker =
                new CheckpointLookup.Broker(() -> lookUp, System::nanoTime, queue::wake);
        return new ModelCache(
                new CheckpointLookup(catalog, broker),
                new CheckpointLoader(
                        FakeVerifiedCheckpoint.loader(checkpoint -> loader.load(checkpoint)),
                        load -> loading.execute(() -> load(load)),
                        Duration.ZERO),
                failures,
                new ModelCache.Limits(limit, modelBytes));
    }

    /** Loads wait in this list from now on. */
    public List<Runnable> deferLoads() {
        List<Runnable> loads = new ArrayList<>();
        loading = loads::add;
        return loads;
    }

    /** Runs loads, and what they add to the list. */
    public static void runAll(List<Runnable> loads) {
        for (int i = 0; i < loads.size(); i++) {
            loads.get(i).run();
        }
    }

    private void load(Runnable load) {
        load.run();
        queue.wake();
    }

    /** Takes the first candidate of a queue. */
    public static Optional<PendingPrompt> takeNext(PromptQueue queue) {
        return queue.candidates().stream().findFirst().filter(queue::take);
    }

    /** Runs the scheduler until every prompt in the queue has its outcome. */
    public void work(BatchScheduler scheduler) {
        do {
            scheduler.admit();
            scheduler.step();
        } while (!scheduler.idle() || queue.depth() > 0);
    }

    public static GenerationPlanner planner() {
        return new GenerationPlanner(new GenerationPlanner.Defaults(0.8, 0, 0.95), 10);
    }

    /** A prompt whose acknowledgement adds its id to {@link #acknowledged}. */
    public PendingPrompt prompt(String id, String value) {
        return PendingPrompt.of(requestUnder(null, id, value), delivery(id));
    }

    /** A delivery whose acknowledgement adds an id to {@link #acknowledged}. */
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

    /** Puts a prompt and runs the scheduler. */
    public void answer(BatchScheduler scheduler, PendingPrompt prompt) {
        queue.put(prompt);
        work(scheduler);
    }

    /** The parts are all parts of one attempt. */
    public void assertNumberedWithOneLastPart() {
        List<StoryPartWritten> all = parts.events();
        assertEquals(
                IntStream.range(0, all.size()).boxed().toList(),
                all.stream().map(StoryPartWritten::sequence).toList());
        assertEquals(1, all.stream().filter(StoryPartWritten::last).count());
        assertTrue(all.get(all.size() - 1).last());
    }
}
