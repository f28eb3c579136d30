package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.Request;
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
final class Fixture {
    final FakeOutbox<StoryPartWritten> parts = new FakeOutbox<>();
    final FakeOutbox<StoryWritten> stories = new FakeOutbox<>();
    final FakeOutbox<Progressed> progress = new FakeOutbox<>();
    final List<String> acknowledged = new ArrayList<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Meters meters = new Meters(registry);
    final Answered answered = new Answered(100);
    final Attempts attempts = new Attempts(100);
    final Outcomes outcomes = outcomes(new Pace(0, 4));
    final KnownModels models = new KnownModels();
    final Pulse pulse = new Pulse(System::nanoTime);
    final PromptQueue queue = new PromptQueue(32);
    boolean owned = true;
    boolean discarded;
    Instant now = Instant.EPOCH;
    CompletableFuture<Void> lookUp = CompletableFuture.completedFuture(null);
    long nanos;
    FakeVerified.Loading loader = FakeNarrator::of;
    long modelBytes = Long.MAX_VALUE;
    Executor loading = Runnable::run;

    /** A desk that knows these checkpoints, in this order. */
    Desk desk(CheckpointPublished... checkpoints) {
        return desk(outcomes, System::nanoTime, checkpoints);
    }

    /** A desk that sends at a pace, while the time is {@link #nanos}. */
    Desk deskAt(Pace pace, CheckpointPublished checkpoint) {
        return desk(outcomes(pace), () -> nanos, checkpoint);
    }

    private Outcomes outcomes(Pace pace) {
        return new Outcomes(
                new Outcomes.Topics(parts, stories, () -> owned, () -> discarded = true),
                new Outcomes.Known(answered, attempts),
                meters,
                pace);
    }

    private Desk desk(Outcomes outcomes, LongSupplier nanos, CheckpointPublished... checkpoints) {
        List.of(checkpoints).forEach(models::add);
        Tellers tellers = new Tellers(narrators(2), planner(), answered, attempts);
        return new Desk(queue, tellers, outcomes, new Desk.Clock(nanos, () -> now));
    }

    Narrators narrators(int limit) {
        Library.Broker broker = new Library.Broker(() -> lookUp, System::nanoTime, queue::wake);
        return new Narrators(
                new Library(models, broker),
                new Loads(
                        FakeVerified.loader(checkpoint -> loader.load(checkpoint)),
                        load -> loading.execute(() -> load(load)),
                        Duration.ZERO),
                new Refusals(() -> nanos, Duration.ofSeconds(30), progress),
                new Narrators.Room(limit, modelBytes));
    }

    private void load(Runnable load) {
        load.run();
        queue.wake();
    }

    /** Works until everything in the queue has its outcome. */
    void work(Desk desk) {
        do {
            desk.admit();
            desk.step();
        } while (!desk.idle() || queue.depth() > 0);
    }

    static Planner planner() {
        return new Planner(new Planner.Defaults(0.8, 0, 0.95), 10);
    }

    /** A prompt that leaves its id in {@link #acknowledged}. */
    PendingPrompt prompt(String id, String value) {
        return PendingPrompt.of(requestUnder(null, id, value), delivery(id));
    }

    /** Leaves an id in {@link #acknowledged}. */
    PendingPrompt.Delivery delivery(String id) {
        return new PendingPrompt.Delivery(0, () -> acknowledged.add(id), 0);
    }

    static Request request(@Nullable String key, String id, String value) {
        return requestUnder(key == null ? null : RecordKey.of(key), id, value);
    }

    static Request requestUnder(@Nullable RecordKey key, String id, String value) {
        return new Request(key, value.getBytes(StandardCharsets.UTF_8), id);
    }

    /** The texts of all parts in order. */
    String told() {
        return parts.events().stream().map(StoryPartWritten::text).collect(Collectors.joining());
    }

    StoryWritten story() {
        return stories.events().get(stories.events().size() - 1);
    }

    /** Puts a prompt and works. */
    void answer(Desk desk, PendingPrompt prompt) {
        queue.put(prompt);
        work(desk);
    }

    /** The parts are those of one attempt, whole. */
    void assertNumberedWithOneLastPart() {
        List<StoryPartWritten> all = parts.events();
        assertEquals(
                IntStream.range(0, all.size()).boxed().toList(),
                all.stream().map(StoryPartWritten::sequence).toList());
        assertEquals(1, all.stream().filter(StoryPartWritten::last).count());
        assertTrue(all.get(all.size() - 1).last());
    }
}
