package io.conteur.storygenerator;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Lets the thread that polls {@code prompts} pause while enough of them wait here: the connector
 * else asks the client five hundred times a second whether it may go on, which costs as much as
 * writing some stories.
 */
@ApplicationScoped
class PollingPause {
    private static final Logger LOG = Logger.getLogger(PollingPause.class);
    private static final String CHANNEL = "prompts";

    /** Commits and partitions that move wait no longer than this. */
    private static final Duration LONGEST = Duration.ofMillis(200);

    private final KafkaClientService clients;
    private final PromptQueue queue;
    private final AtomicBoolean begun = new AtomicBoolean();

    PollingPause(KafkaClientService clients, PromptQueue queue) {
        this.clients = clients;
        this.queue = queue;
    }

    /** Begins a pause if the queue is full; returns at once. */
    void whileFull() {
        if (queue.full() && begun.compareAndSet(false, true)) {
            begin();
        }
    }

    private void begin() {
        clients.getConsumer(CHANNEL)
                .runOnPollingThread(
                        consumer -> {
                            queue.awaitRoom(LONGEST);
                        })
                .subscribe()
                .with(done -> end(), this::fail);
    }

    /** Between two pauses the thread polls once. */
    private void end() {
        if (queue.full()) {
            begin();
        } else {
            begun.set(false);
        }
    }

    private void fail(Throwable failure) {
        LOG.debugf(failure, "polling did not pause");
        begun.set(false);
    }
}
