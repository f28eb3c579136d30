package io.conteur.modeltrainer;

import com.sun.management.OperatingSystemMXBean;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.Topic;
import io.conteur.gpt.TorchThreads;
import io.conteur.messaging.KafkaOutbox;
import io.conteur.messaging.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
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
    BrokerTokenizers tokenizers(@Identifier("default-kafka-broker") Map<String, Object> client) {
        return new BrokerTokenizers(client);
    }

    void close(@Disposes BrokerTokenizers tokenizers) {
        tokenizers.close();
    }

    @Produces
    @Singleton
    Outboxes outboxes(
            @Channel("progress") MutinyEmitter<byte[]> progress,
            @Channel("checkpoints") MutinyEmitter<byte[]> checkpoints,
            @Channel("stories") MutinyEmitter<byte[]> stories,
            @Channel("tokenizer-requests") MutinyEmitter<byte[]> tokenizerRequests) {
        return new Outboxes(
                outbox(Topic.PROGRESS, progress),
                outbox(Topic.CHECKPOINTS, checkpoints),
                outbox(Topic.STORIES, stories),
                outbox(Topic.TOKENIZER_REQUESTS, tokenizerRequests));
    }

    @Produces
    @Singleton
    Limits limits(ConteurConfig config) {
        ConteurConfig.Trainer trainer = config.trainer();
        return new Limits(
                trainer.maxMemoryBytes().orElseGet(Wiring::fourFifthsOfMemory),
                trainer.maxCorpusBytes().orElse(Runtime.getRuntime().maxMemory() / 6),
                trainer.validationWindows(),
                trainer.checkpointEvery());
    }

    @Produces
    @Singleton
    Studio studio(
            ConteurConfig config,
            Outboxes outboxes,
            BrokerTokenizers tokenizers,
            Limits limits,
            MeterRegistry registry,
            Pulse pulse)
            throws IOException {
        config.trainer().threads().ifPresent(TorchThreads::use);
        return new Studio(
                ArtifactStore.at(config.artifacts().root()),
                outboxes,
                tokenizers,
                new GptLearners(),
                limits,
                new Meters(registry),
                pulse,
                System::nanoTime);
    }

    @Produces
    @Singleton
    JobThread jobThread(Studio studio) {
        return new JobThread(new JobRunner(studio)::run, studio.pulse());
    }

    /** Everything is there, or the start fails, before the first request comes. */
    void start(@Observes StartupEvent event, JobThread thread) {}

    /** Before the channels close, so that the last checkpoint can still be published. */
    void stop(@Observes ShutdownEvent event, JobThread thread, ConteurConfig config) {
        thread.stop(config.trainer().stopWithin());
    }

    private static <E extends Record> Outbox<E> outbox(
            Topic<E> topic, MutinyEmitter<byte[]> emitter) {
        return new KafkaOutbox<>(topic, emitter, SERVICE);
    }

    /** Of the container when there is one. */
    private static long fourFifthsOfMemory() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / 5 * 4;
    }
}
