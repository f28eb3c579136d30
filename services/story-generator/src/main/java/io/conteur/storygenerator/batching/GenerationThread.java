package io.conteur.storygenerator.batching;

import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptQueue;
import io.conteur.workersupport.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The thread that generates: in each turn prompts are admitted, then a step is decoded. */
public final class GenerationThread {
    private static final Logger LOG = Logger.getLogger(GenerationThread.class);

    private final PromptQueue queue;
    private final BatchScheduler scheduler;
    private final Heartbeat heartbeat;
    private final Thread thread = new Thread(this::run, "generation");
    private volatile @Nullable Throwable breakdown;

    public GenerationThread(PromptQueue queue, BatchScheduler scheduler, Heartbeat heartbeat) {
        this.queue = queue;
        this.scheduler = scheduler;
        this.heartbeat = heartbeat;
        thread.setDaemon(true);
    }

    public void start() {
        queue.wake(); // The first turn loads a model.
        thread.start();
    }

    /**
     * Ends the active prompts, at most within this time; no other is begun. What is left is for
     * {@link #stop}.
     */
    public void finish(Duration limit) {
        queue.drain();
        int taken = queue.unacknowledged();
        try {
            queue.awaitIdle(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.infof(
                "stopping: of %d prompts in progress, %d ended",
                taken, taken - queue.unacknowledged());
    }

    /** Abandons all waiting and active prompts; returns after that, or after the limit. */
    public void stop(Duration limit) {
        Set<PendingPrompt> abandoned = queue.close();
        if (!abandoned.isEmpty()) {
            LOG.infof(
                    "handed back to other instances: %s",
                    abandoned.stream()
                            .map(prompt -> prompt.id().replaceAll("\\p{C}", "?"))
                            .sorted()
                            .toList());
        }
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warnf("generation did not stop within %s", limit);
        }
    }

    /** The failure that ended this thread, if one did: the process has to be restarted. */
    public Optional<String> breakdown() {
        return Optional.ofNullable(breakdown).map(Throwable::toString);
    }

    private void run() {
        try (scheduler) {
            while (!queue.closed() && (!scheduler.idle() || queue.awaitChange())) {
                heartbeat.begin();
                scheduler.admit();
                scheduler.step();
                if (scheduler.idle()) {
                    heartbeat.end();
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            // Unacknowledged prompts are redelivered after the restart that liveness causes.
            LOG.error("no more stories can be generated here", e);
            breakdown = e;
        }
    }
}
