package io.conteur.storygenerator;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.Topic;
import io.conteur.gpt.TorchThreads;
import io.conteur.messaging.KafkaOutbox;
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
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Puts the plain classes together. */
@ApplicationScoped
class Wiring {
    private static final String SERVICE = "story-generator";

    @Produces
    @Singleton
    Pulse pulse() {
        return new Pulse(System::nanoTime);
    }

    @Produces
    @Singleton
    CheckpointTable checkpoints(@Identifier("default-kafka-broker") Map<String, Object> client) {
        return new CheckpointTable(client);
    }

    void close(@Disposes CheckpointTable checkpoints) {
        checkpoints.close();
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

    @Produces
    @Singleton
    Outcomes outcomes(
            @Channel("story-parts") MutinyEmitter<byte[]> parts,
            @Channel("stories") MutinyEmitter<byte[]> stories,
            Meters meters,
            ConteurConfig config) {
        return new Outcomes(
                new KafkaOutbox<>(Topic.STORY_PARTS, parts, SERVICE),
                new KafkaOutbox<>(Topic.STORIES, stories, SERVICE),
                meters,
                config.generator().partsInFlight());
    }

    @Produces
    @Singleton
    Intake intake(PromptQueue queue, Outcomes outcomes) {
        return new Intake(queue, outcomes, System::nanoTime);
    }

    @Produces
    @Singleton
    Narrators narrators(CheckpointTable checkpoints, ConteurConfig config) throws IOException {
        // A decoding step is too small for many threads.
        TorchThreads.use(config.generator().threads());
        ArtifactStore store = ArtifactStore.at(config.artifacts().root());
        return new Narrators(
                new Library(checkpoints.models(), checkpoints::caughtUp),
                checkpoint -> CheckpointNarrator.load(store, checkpoint),
                config.generator().loadedModels());
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
    Desk desk(Narrators narrators, Planner planner, Outcomes outcomes, Meters meters) {
        return new Desk(narrators, planner, outcomes, meters);
    }

    @Produces
    @Singleton
    WritingThread writingThread(PromptQueue queue, Desk desk, Pulse pulse) {
        return new WritingThread(queue, desk, pulse);
    }

    void start(@Observes StartupEvent event, WritingThread thread) {
        thread.start();
    }

    /** Before the channels close; records of abandoned prompts stay unacknowledged. */
    void stop(@Observes ShutdownEvent event, WritingThread thread, ConteurConfig config) {
        thread.stop(config.generator().stopWithin());
    }
}
