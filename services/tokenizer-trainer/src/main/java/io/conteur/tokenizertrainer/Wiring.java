package io.conteur.tokenizertrainer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.Topic;
import io.conteur.messaging.KafkaOutbox;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Puts the plain classes together. */
@ApplicationScoped
class Wiring {
    private static final String SERVICE = "tokenizer-trainer";

    @Produces
    @Singleton
    Workshop workshop(
            ConteurConfig config,
            @Channel("tokenizers") MutinyEmitter<byte[]> tokenizers,
            @Channel("progress") MutinyEmitter<byte[]> progress)
            throws IOException {
        return new Workshop(
                ArtifactStore.at(config.artifacts().root()),
                new SentencePieceLearner(),
                new KafkaOutbox<>(Topic.TOKENIZERS, tokenizers, SERVICE),
                new KafkaOutbox<>(Topic.PROGRESS, progress, SERVICE),
                new Pulse(System::nanoTime),
                System::nanoTime);
    }

    @Produces
    @Singleton
    JobThread jobThread(Workshop workshop) {
        return new JobThread(workshop);
    }

    /** The record of an abandoned job stays unacknowledged and comes again. */
    void stop(@Observes ShutdownEvent event, JobThread thread, ConteurConfig config) {
        thread.stop(config.trainer().stopWithin());
    }
}
