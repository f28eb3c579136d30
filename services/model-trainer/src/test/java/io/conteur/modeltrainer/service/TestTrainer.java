package io.conteur.modeltrainer.service;

import static org.awaitility.Awaitility.await;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.messaging.producer.FencedException;
import io.conteur.modeltrainer.checkpoint.CheckpointPublisher;
import io.conteur.modeltrainer.checkpoint.CheckpointStore;
import io.conteur.modeltrainer.checkpoint.StartingPointResolver;
import io.conteur.modeltrainer.corpus.CorpusResolver;
import io.conteur.modeltrainer.encoding.ClaimFactory;
import io.conteur.modeltrainer.encoding.CorpusClaims;
import io.conteur.modeltrainer.encoding.ShardBuilder;
import io.conteur.modeltrainer.helping.EncodingHelp;
import io.conteur.modeltrainer.helping.IdleWorker;
import io.conteur.modeltrainer.helping.RoundHelp;
import io.conteur.modeltrainer.helping.RoundWorker;
import io.conteur.modeltrainer.job.ResourceLimits;
import io.conteur.modeltrainer.plan.SourceLoader;
import io.conteur.modeltrainer.plan.ThroughputProbe;
import io.conteur.modeltrainer.plan.TrainingPlanner;
import io.conteur.modeltrainer.registry.Cancellations;
import io.conteur.modeltrainer.registry.FakeJobRegistry;
import io.conteur.modeltrainer.registry.FakeTokenizerRegistry;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.reporting.JobPublishers;
import io.conteur.modeltrainer.reporting.ManualClock;
import io.conteur.modeltrainer.reporting.RecordingPublisher;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.modeltrainer.rounds.RoundSettings;
import io.conteur.modeltrainer.rounds.UpdateStore;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.modeltrainer.tokenizer.TokenizerResolver;
import io.conteur.modeltrainer.training.ModelTraining;
import io.conteur.modeltrainer.training.PlanExecutor;
import io.conteur.modeltrainer.training.RoundEnding;
import io.conteur.modeltrainer.training.RoundParts;
import io.conteur.workersupport.JobControl;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Runners whose broker is in memory. */
final class TestTrainer {
    private static final ResourceLimits LIMITS =
            new ResourceLimits(4L << 30, 2, 1 << 20, 64, Duration.ofSeconds(10));

    final ManualClock clock = new ManualClock();
    final JobControl control = new JobControl(clock, Duration.ZERO);
    final RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
    final RecordingPublisher<CheckpointPublished> checkpoints = new RecordingPublisher<>();
    final RecordingPublisher<StoryWritten> stories = new RecordingPublisher<>();
    final RecordingPublisher<TokenizerRequested> requests = new RecordingPublisher<>();
    final FakeJobRegistry<CorpusClaims> knownClaims = new FakeJobRegistry<>(CorpusClaims::new);
    final List<ShardClaimed> claims = new CopyOnWriteArrayList<>();
    final FakeJobRegistry<JobRounds> known = new FakeJobRegistry<>(JobRounds::new);
    final RecordingPublisher<RoundClosed> rounds = new RecordingPublisher<>();
    final FakeTokenizerRegistry tokenizers = new FakeTokenizerRegistry();
    final MockClock meterClock = new MockClock();
    final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, meterClock);

    ShardBuilder.Limits shardLimits = ShardBuilder.Limits.STANDARD;

    /** Whether a coordinator that has claimed a shard waits until the helper has, too. */
    boolean waitsForClaims;

    /** Whether a coordinator waits for all workers. */
    boolean waitsForWorkers;

    /** Progress that the broker rejects, and how. */
    Predicate<Progressed> failsToPublish = event -> false;

    /** Rounds that the broker rejects. */
    Predicate<RoundClosed> failsToClose = round -> false;

    Supplier<RuntimeException> failure = IllegalStateException::new;

    TrainingJobRunner runner(
            ArtifactStore store, TrainingSessionFactory sessions, JobControl control) {
        EventPublisher<Progressed> failing =
                (key, event, id) -> {
                    if (failsToPublish.test(event)) {
                        throw failure.get();
                    }
                    progress.publish(key, event, id);
                };
        return runner(failing, store, sessions, control);
    }

    /** As when another worker fences this one after some events. */
    TrainingJobRunner runnerFencedAfter(
            int events, ArtifactStore store, TrainingSessionFactory sessions, JobControl control) {
        AtomicInteger left = new AtomicInteger(events);
        EventPublisher<Progressed> fenced =
                (key, event, id) -> {
                    if (left.decrementAndGet() < 0) {
                        control.handOver();
                        throw new FencedException("tales", new IllegalStateException());
                    }
                    progress.publish(key, event, id);
                };
        return runner(fenced, store, sessions, control);
    }

    private TrainingJobRunner runner(
            EventPublisher<Progressed> progress,
            ArtifactStore store,
            TrainingSessionFactory sessions,
            JobControl control) {
        JobPublishers publishers =
                new JobPublishers(
                        progress,
                        checkpoints,
                        stories,
                        requests,
                        (key, claim, id) -> claimed(claim),
                        this::publish,
                        () -> {});
        return new TrainingJobRunner(
                job -> publishers,
                Cancellations.NONE,
                training(store, sessions),
                new RoundEnding(rounds(store, "coordinator")),
                control,
                clock);
    }

    private void claimed(ShardClaimed claim) {
        claims.add(claim);
        knownClaims.of(JobKey.of(claim)).add(claim);
        if (waitsForClaims && claim.worker().equals("coordinator")) {
            await().until(() -> claims.stream().anyMatch(c -> c.worker().equals("helper")));
        }
    }

    private void publish(RecordKey key, RoundClosed round, String id) {
        if (failsToClose.test(round)) {
            throw failure.get();
        }
        rounds.publish(key, round, id);
        known.of(JobKey.of(round)).add(round);
    }

    private ModelTraining training(ArtifactStore store, TrainingSessionFactory sessions) {
        CheckpointStore stored = new CheckpointStore(store);
        CheckpointPublisher publisher = new CheckpointPublisher(stored);
        return new ModelTraining(
                new StartingPointResolver(stored, this::newest, tokenizers),
                publisher,
                planner(store, sessions),
                new PlanExecutor(
                        stored,
                        publisher,
                        sessions,
                        new TrainingMetrics(registry),
                        rounds(store, "coordinator"),
                        clock));
    }

    private TrainingPlanner planner(ArtifactStore store, TrainingSessionFactory sessions) {
        return new TrainingPlanner(
                sources(store),
                new ShardStore(store),
                sessions,
                new ThroughputProbe(sessions, clock),
                LIMITS);
    }

    private SourceLoader sources(ArtifactStore store) {
        return new SourceLoader(
                new CorpusResolver(store, TestTrainer::fetch, LIMITS.corpusBytes()),
                new TokenizerResolver(store, tokenizers),
                new ShardBuilder(new ShardStore(store), 2, shardLimits),
                Optional.of(new ClaimFactory(knownClaims, "coordinator")));
    }

    private RoundParts rounds(ArtifactStore store, String worker) {
        return new RoundParts(
                known,
                new UpdateStore(store),
                new RoundSettings(worker, Duration.ZERO, waitsForWorkers));
    }

    /** Another trainer, which has no job. */
    IdleWorker helper(ArtifactStore store, TrainingSessionFactory sessions) {
        JobControl own = new JobControl(System::nanoTime, Duration.ZERO);
        RoundWorker helper =
                new RoundWorker(
                        new CheckpointStore(store),
                        planner(store, sessions).withoutOffers(),
                        sessions,
                        new TrainingMetrics(new SimpleMeterRegistry()),
                        rounds(store, "helper"),
                        (key, report, id) -> known.of(JobKey.of(report)).add(report),
                        own,
                        System::nanoTime);
        SourceLoader sources = sources(store);
        EncodingHelp encoding =
                new EncodingHelp(
                        knownClaims,
                        sources.corpora(),
                        sources.tokenizers(),
                        sources.builder(),
                        (key, claim, id) -> claimed(claim),
                        "helper",
                        own);
        return new IdleWorker(List.of(encoding, new RoundHelp(known, helper, encoding)), own);
    }

    private static void fetch(String url, Path file, long maxBytes) throws IOException {
        Files.writeString(file, "the fox sat by the lake .");
    }

    private Optional<CheckpointPublished> newest(String model) {
        return checkpoints.events().stream()
                .filter(checkpoint -> checkpoint.model().equals(model))
                .reduce((earlier, later) -> later);
    }
}
