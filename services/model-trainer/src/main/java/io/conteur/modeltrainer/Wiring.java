package io.conteur.modeltrainer;

import com.sun.management.OperatingSystemMXBean;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.tokenizer.NativeLibrary;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** Puts the plain classes together. */
@ApplicationScoped
class Wiring {
    private static final String SERVICE = "model-trainer";
    private static final int MOST_DEFAULT_THREADS = 8;

    @Produces
    @Singleton
    Pulse pulse() {
        return new Pulse(System::nanoTime);
    }

    @Produces
    @Singleton
    BrokerView view(@Identifier("default-kafka-broker") Map<String, Object> client, Pulse pulse) {
        return new BrokerView(client, pulse);
    }

    void close(@Disposes BrokerView view) {
        view.close();
    }

    /** Dead letters and requests for tokenizers. */
    @Produces
    @Singleton
    EventProducer events(@Identifier("default-kafka-broker") Map<String, Object> client) {
        return new EventProducer(client, SERVICE);
    }

    void close(@Disposes EventProducer events) {
        events.close();
    }

    @Produces
    @Singleton
    Press press(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            EventProducer events,
            Pulse pulse) {
        return new KafkaPress(client, SERVICE, events.publisher(Topic.TOKENIZER_REQUESTS), pulse);
    }

    @Produces
    @Singleton
    Fetcher fetcher(Vertx vertx, ConteurConfig config) {
        HttpClientOptions options =
                new HttpClientOptions().setSsl(true).setKeepAlive(false).setConnectTimeout(10_000);
        return new HttpsFetcher(
                vertx.createHttpClient(options),
                Set.copyOf(config.trainer().corpusHosts().orElse(List.of())),
                config.trainer().fetchWithin(),
                Address::publicOf);
    }

    @Produces
    @Singleton
    Limits limits(ConteurConfig config) {
        ConteurConfig.Trainer trainer = config.trainer();
        return new Limits(
                trainer.maxMemoryBytes().orElseGet(Wiring::fourFifthsOfMemory),
                trainer.threads().orElseGet(Wiring::cores),
                trainer.maxCorpusBytes().orElse(Runtime.getRuntime().maxMemory() / 6),
                trainer.validationWindows(),
                trainer.checkpointEvery());
    }

    @Produces
    @Singleton
    Studio studio(
            ConteurConfig config,
            Press press,
            BrokerView view,
            Fetcher fetcher,
            Limits limits,
            MeterRegistry registry,
            Pulse pulse)
            throws IOException {
        NativeLibrary.require();
        TorchThreads.use(limits.cores());
        return new Studio(
                ArtifactStore.atOrLater(config.artifacts().root()),
                press,
                view.broker(),
                fetcher,
                new GptLearners(),
                limits,
                new Meters(registry),
                pulse,
                System::nanoTime);
    }

    @Produces
    @Singleton
    JobThread jobThread(Studio studio) {
        return new JobThread(
                new JobRunner(studio)::run, studio.pulse(), studio.broker().withdrawals());
    }

    @Produces
    @Singleton
    RequestConsumer requests(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            ConteurConfig config,
            JobThread thread,
            EventProducer events) {
        return new RequestConsumer(
                client,
                new RequestConsumer.Subscription(
                        Topic.TRAINING_REQUESTS,
                        SERVICE,
                        1,
                        membership(config),
                        new GroupMembership()),
                new TrainingRequestsWorker(thread, config.trainer().stopWithin()),
                events);
    }

    private static Map<String, Object> membership(ConteurConfig config) {
        Map<String, Object> membership = new HashMap<>();
        // Another worker's arrival leaves the job in hand where it is.
        membership.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        // A killed worker's job goes on elsewhere after ten seconds; a thread of its own tells the
        // broker that the busy one lives.
        membership.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        // A worker whose name outlives it has its job back at once after a crash.
        config.instance()
                .filter(name -> !name.isBlank())
                .ifPresent(name -> membership.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
        return membership;
    }

    /** Everything is there, or the start fails, before the first request comes. */
    void start(@Observes StartupEvent event, RequestConsumer requests) {
        requests.start();
    }

    /** The job hands over first, while its last checkpoint can still be published. */
    void stop(
            @Observes ShutdownEvent event,
            JobThread thread,
            RequestConsumer requests,
            ConteurConfig config) {
        thread.stop(config.trainer().stopWithin());
        requests.close();
    }

    /** Of the container when it has a limit; else a node may have many more than are meant. */
    private static int cores() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MOST_DEFAULT_THREADS);
    }

    /** Of the container when it has a limit. */
    private static long fourFifthsOfMemory() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / 5 * 4;
    }
}
