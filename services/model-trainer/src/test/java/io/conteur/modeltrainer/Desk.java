package io.conteur.modeltrainer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.messaging.producer.FencedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A studio whose broker is in memory, for one job after the other. */
final class Desk {
    final ManualClock clock = new ManualClock();
    final Pulse pulse = new Pulse(clock);
    final RecordingOutbox<Progressed> progress = new RecordingOutbox<>();
    final RecordingOutbox<CheckpointPublished> checkpoints = new RecordingOutbox<>();
    final RecordingOutbox<StoryWritten> stories = new RecordingOutbox<>();
    final RecordingOutbox<TokenizerRequested> requests = new RecordingOutbox<>();
    final FakeTokenizerTable tokenizers = new FakeTokenizerTable();

    /** Which progress the broker does not take, and what it says then. */
    Predicate<Progressed> failsToPublish = event -> false;

    Supplier<RuntimeException> trouble = IllegalStateException::new;

    Outboxes outboxes() {
        EventPublisher<Progressed> troubled =
                (key, event, id) -> {
                    if (failsToPublish.test(event)) {
                        throw trouble.get();
                    }
                    progress.publish(key, event, id);
                };
        return new Outboxes(troubled, checkpoints, stories, requests, () -> {});
    }

    Studio studio(ArtifactStore store, Learners learners, Pulse pulse) {
        return new Studio(
                store,
                job -> outboxes(),
                new Studio.Broker(tokenizers, this::newest, Withdrawals.NONE),
                this::fetch,
                learners,
                new Limits(4L << 30, 2, 1 << 20, 64, Duration.ofSeconds(10)),
                new Meters(new SimpleMeterRegistry()),
                pulse,
                clock);
    }

    private byte[] fetch(String url, long maxBytes) {
        return "the fox sat by the lake .".getBytes(StandardCharsets.UTF_8);
    }

    private Optional<CheckpointPublished> newest(String model) {
        return checkpoints.events().stream()
                .filter(checkpoint -> checkpoint.model().equals(model))
                .reduce((earlier, later) -> later);
    }

    /** As when another worker opens its outboxes after some events of this one. */
    Studio studioShutOutAfter(int events, ArtifactStore store, Learners learners, Pulse pulse) {
        AtomicInteger left = new AtomicInteger(events);
        EventPublisher<Progressed> shut =
                (key, event, id) -> {
                    if (left.decrementAndGet() < 0) {
                        pulse.handOver();
                        throw new FencedException("tales", new IllegalStateException());
                    }
                    progress.publish(key, event, id);
                };
        Studio open = studio(store, learners, pulse);
        return new Studio(
                store,
                job -> new Outboxes(shut, checkpoints, stories, requests, () -> {}),
                open.broker(),
                open.fetcher(),
                learners,
                open.limits(),
                open.meters(),
                pulse,
                clock);
    }
}
