package io.conteur.modeltrainer;

import com.sun.management.OperatingSystemMXBean;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.Topic;
import io.conteur.gpt.TorchThreads;
import io.conteur.messaging.KafkaOutbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Puts the plain classes together. */
@ApplicationScoped
class Wiring {
    private static final String SERVICE = "model-trainer";

    @Produces
    @Singleton
    Pulse pulse() {
        return new Pulse(System::nanoTime);
    }

    @Produces
    @Singleton
    BrokerView view(@Identifier("default-kafka-broker") Map<String, Object> client) {
        return new BrokerView(client);
    }

    void close(@Disposes BrokerView view) {
        view.close();
    }

    @Produces
    @Singleton
    Press press(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            @Channel("tokenizer-requests") MutinyEmitter<byte[]> requests) {
        return new KafkaPress(
                client, SERVICE, new KafkaOutbox<>(Topic.TOKENIZER_REQUESTS, requests, SERVICE));
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
                trainer.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors()),
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
        config.trainer().threads().ifPresent(TorchThreads::use);
        return new Studio(
                ArtifactStore.at(config.artifacts().root()),
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

    /** Everything is there, or the start fails, before the first request comes. */
    void start(@Observes StartupEvent event, JobThread thread) {}

    /** Before the channels close, so that the last checkpoint can still be published. */
    void stop(@Observes ShutdownEvent event, JobThread thread, ConteurConfig config) {
        thread.stop(config.trainer().stopWithin());
    }

    /** Of the container when there is one. */
    private static long fourFifthsOfMemory() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / 5 * 4;
    }
}
