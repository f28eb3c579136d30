package io.conteur.modeltrainer.service;

import com.sun.management.OperatingSystemMXBean;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.GpuRequirement;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.modeltrainer.checkpoint.CheckpointPublisher;
import io.conteur.modeltrainer.checkpoint.CheckpointStore;
import io.conteur.modeltrainer.checkpoint.StartingPointResolver;
import io.conteur.modeltrainer.corpus.CorpusResolver;
import io.conteur.modeltrainer.encoding.ClaimFactory;
import io.conteur.modeltrainer.encoding.ShardBuilder;
import io.conteur.modeltrainer.fetch.CorpusFetcher;
import io.conteur.modeltrainer.fetch.HttpsCorpusFetcher;
import io.conteur.modeltrainer.fetch.PublicAddressGuard;
import io.conteur.modeltrainer.helping.EncodingHelp;
import io.conteur.modeltrainer.helping.IdleWorker;
import io.conteur.modeltrainer.helping.RoundHelp;
import io.conteur.modeltrainer.helping.RoundWorker;
import io.conteur.modeltrainer.job.ResourceLimits;
import io.conteur.modeltrainer.kafka.KafkaJobPublisherFactory;
import io.conteur.modeltrainer.kafka.KafkaRegistries;
import io.conteur.modeltrainer.plan.SourceLoader;
import io.conteur.modeltrainer.plan.ThroughputProbe;
import io.conteur.modeltrainer.plan.TrainingPlanner;
import io.conteur.modeltrainer.reporting.JobPublisherFactory;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.conteur.modeltrainer.rounds.RoundSettings;
import io.conteur.modeltrainer.rounds.UpdateStore;
import io.conteur.modeltrainer.session.GptTrainingSessionFactory;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.modeltrainer.tokenizer.TokenizerResolver;
import io.conteur.modeltrainer.training.ModelTraining;
import io.conteur.modeltrainer.training.PlanExecutor;
import io.conteur.modeltrainer.training.RoundEnding;
import io.conteur.modeltrainer.training.RoundParts;
import io.conteur.tokenizer.NativeLibrary;
import io.conteur.workersupport.ArtifactStoreConfig;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor;
import io.conteur.workersupport.StartupRequirement;
import io.conteur.workersupport.metrics.KafkaCounters;
import io.conteur.workersupport.metrics.RequestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.eclipse.microprofile.health.Startup;
import org.jboss.logging.Logger;

/** Wires the plain classes together. */
@ApplicationScoped
class ModelTrainerBeans {
    private static final Logger LOG = Logger.getLogger(ModelTrainerBeans.class);
    private static final String SERVICE = "model-trainer";
    private static final int MAX_DEFAULT_THREADS = 8;

    /** The last events of a job that has to stop may take so long to reach the broker. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

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
    JobControl control() {
        return new JobControl(System::nanoTime, STOP_GRACE);
    }

    @Produces
    @Singleton
    KafkaRegistries registries(
            @Identifier("counted-kafka") Map<String, Object> client, JobControl control) {
        return KafkaRegistries.open(client, control);
    }

    void close(@Disposes KafkaRegistries registries) {
        registries.close();
    }

    /** For tokenizer requests, and for the claims and reports of this process as a helper. */
    @Produces
    @Singleton
    EventProducer events(@Identifier("counted-kafka") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void close(@Disposes EventProducer events) {
        events.close();
    }

    @Produces
    @Singleton
    TrainingMetrics metrics(MeterRegistry registry) {
        return new TrainingMetrics(registry);
    }

    @Produces
    @Singleton
    JobPublisherFactory publishers(
            @Identifier("counted-kafka") Map<String, Object> client,
            EventProducer events,
            JobControl control,
            TrainingMetrics metrics) {
        EventPublisher<TokenizerRequested> requests = events.publisher(Topic.TOKENIZER_REQUESTS);
        return new KafkaJobPublisherFactory(client, SERVICE, requests, control, metrics);
    }

    @Produces
    @Singleton
    ArtifactStore store(ModelTrainerConfig config) throws IOException {
        return ArtifactStoreConfig.open(config.artifacts());
    }

    @Produces
    @Singleton
    CorpusFetcher fetcher(Vertx vertx, ModelTrainerConfig config) {
        HttpClientOptions options =
                new HttpClientOptions().setSsl(true).setKeepAlive(false).setConnectTimeout(10_000);
        return new HttpsCorpusFetcher(
                vertx.createHttpClient(options),
                Set.copyOf(config.trainer().corpusHosts().orElse(List.of())),
                config.trainer().fetchWithin(),
                PublicAddressGuard::resolve);
    }

    @Produces
    @Singleton
    ResourceLimits limits(ModelTrainerConfig config) {
        ModelTrainerConfig.Trainer trainer = config.trainer();
        return new ResourceLimits(
                trainer.maxMemoryBytes().orElseGet(ModelTrainerBeans::fourFifthsOfMemory),
                trainer.threads().orElseGet(ModelTrainerBeans::cores),
                trainer.maxCorpusBytes().orElse(Long.MAX_VALUE),
                trainer.validationWindows(),
                trainer.checkpointEvery());
    }

    @Produces
    @Singleton
    SourceLoader sources(
            ArtifactStore store,
            CorpusFetcher fetcher,
            KafkaRegistries registries,
            RoundParts rounds,
            ResourceLimits limits) {
        NativeLibrary.require();
        return new SourceLoader(
                new CorpusResolver(store, fetcher, limits.corpusBytes()),
                new TokenizerResolver(store, registries.tokenizers()),
                new ShardBuilder(
                        new ShardStore(store), limits.cores(), ShardBuilder.Limits.STANDARD),
                Optional.of(new ClaimFactory(registries.claims(), rounds.settings().worker())));
    }

    @Produces
    @Singleton
    TrainingSessionFactory sessions(ResourceLimits limits, ModelTrainerConfig config) {
        TorchThreads.use(limits.cores());
        return new GptTrainingSessionFactory(compute(config));
    }

    @Produces
    @Singleton
    TrainingPlanner planner(
            ArtifactStore store,
            SourceLoader sources,
            TrainingSessionFactory sessions,
            ResourceLimits limits) {
        ThroughputProbe probe = new ThroughputProbe(sessions, System::nanoTime);
        return new TrainingPlanner(sources, new ShardStore(store), sessions, probe, limits);
    }

    @Produces
    @Singleton
    RoundParts rounds(ArtifactStore store, KafkaRegistries registries, ModelTrainerConfig config) {
        ModelTrainerConfig.Rounds rounds = config.trainer().rounds();
        // Of this process, not of this instance: what it was before has no share of it.
        String worker = "trainer-" + UUID.randomUUID().toString().substring(0, 8);
        return new RoundParts(
                registries.rounds(),
                new UpdateStore(store),
                new RoundSettings(worker, rounds.grace(), rounds.reproducible()));
    }

    @Produces
    @Singleton
    ModelTraining training(
            ArtifactStore store,
            KafkaRegistries registries,
            TrainingPlanner planner,
            TrainingSessionFactory sessions,
            TrainingMetrics metrics,
            RoundParts rounds) {
        CheckpointStore checkpoints = new CheckpointStore(store);
        CheckpointPublisher publisher = new CheckpointPublisher(checkpoints);
        return new ModelTraining(
                new StartingPointResolver(
                        checkpoints, registries.models(), registries.tokenizers()),
                publisher,
                planner,
                new PlanExecutor(
                        checkpoints, publisher, sessions, metrics, rounds, System::nanoTime));
    }

    @Produces
    @Singleton
    IdleWorker helper(
            ArtifactStore store,
            KafkaRegistries registries,
            SourceLoader sources,
            TrainingPlanner planner,
            TrainingSessionFactory sessions,
            TrainingMetrics metrics,
            RoundParts rounds,
            EventProducer events) {
        JobControl control = new JobControl(System::nanoTime, STOP_GRACE);
        EncodingHelp encoding =
                new EncodingHelp(
                        registries.claims(),
                        sources.corpora(),
                        sources.tokenizers(),
                        sources.builder(),
                        events.publisher(Topic.SHARD_CLAIMS),
                        rounds.settings().worker(),
                        control);
        RoundWorker training =
                new RoundWorker(
                        new CheckpointStore(store),
                        planner.withoutOffers(),
                        sessions,
                        metrics,
                        rounds,
                        events.publisher(Topic.WORKER_REPORTS),
                        control,
                        System::nanoTime);
        return new IdleWorker(
                List.of(encoding, new RoundHelp(rounds.registry(), training, encoding)), control);
    }

    private static ComputeOptions compute(ModelTrainerConfig config) {
        ModelTrainerConfig.Trainer trainer = config.trainer();
        return new ComputeOptions(
                trainer.path(), trainer.recompute(), trainer.maxGpuBytes().orElse(0));
    }

    @Produces
    @Singleton
    JobExecutor executor(JobControl control) {
        return new JobExecutor(control);
    }

    @Produces
    @Singleton
    TrainingRequestHandler handler(
            JobExecutor executor,
            JobPublisherFactory publishers,
            KafkaRegistries registries,
            ModelTraining training,
            JobControl control,
            RoundParts rounds,
            IdleWorker helper,
            ModelTrainerConfig config) {
        TrainingJobRunner runner =
                new TrainingJobRunner(
                        publishers,
                        registries.cancellations(),
                        training,
                        new RoundEnding(rounds),
                        control,
                        System::nanoTime);
        return new TrainingRequestHandler(
                executor,
                runner,
                registries.cancellations(),
                helper,
                config.trainer().stopWithin());
    }

    @Produces
    @Singleton
    RequestConsumer requests(
            @Identifier("counted-kafka") Map<String, Object> client,
            ModelTrainerConfig config,
            TrainingRequestHandler handler,
            MeterRegistry registry) {
        RequestConsumer.Subscription subscription =
                new RequestConsumer.Subscription(
                        Topic.TRAINING_REQUESTS,
                        SERVICE,
                        1,
                        groupProperties(config),
                        new GroupMembership());
        RequestConsumer requests = new RequestConsumer(client, subscription, handler);
        RequestMetrics.register(requests, registry);
        return requests;
    }

    private static Map<String, Object> groupProperties(ModelTrainerConfig config) {
        Map<String, Object> properties = new HashMap<>();
        // A rebalance for a joining member must not revoke the partition of a running job.
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        // A killed worker's job resumes elsewhere after ten seconds. Heartbeats to the broker come
        // from the client's own thread, however busy the worker is.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        // Static membership: a named worker has its job back at once after a crash.
        config.instance()
                .filter(name -> !name.isBlank())
                .ifPresent(name -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
        return properties;
    }

    @Produces
    @Startup
    @Singleton
    StartupRequirement gpu() {
        return new StartupRequirement(
                "the GPU is found, if one is needed", GpuRequirement.problem());
    }

    /** Every bean is created, or the start fails, before the first request is taken. */
    void start(
            @Observes StartupEvent event,
            RequestConsumer requests,
            IdleWorker helper,
            ModelTrainerConfig config,
            @Startup StartupRequirement gpu) {
        if (gpu.problem().isPresent()) {
            LOG.error(gpu.problem().get());
            return;
        }
        requests.start();
        if (config.trainer().rounds().help()) {
            helper.start();
        }
    }

    /** The job hands over first, while its latest checkpoint can still be published. */
    void stop(
            @Observes ShutdownEvent event,
            JobExecutor executor,
            RequestConsumer requests,
            IdleWorker helper,
            ModelTrainerConfig config) {
        helper.close();
        executor.stop(config.trainer().stopWithin());
        requests.close();
    }

    /** Of the container when it has a limit; else a node may have many more than are meant. */
    private static int cores() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MAX_DEFAULT_THREADS);
    }

    /** Of the container when it has a limit. */
    private static long fourFifthsOfMemory() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / 5 * 4;
    }
}
