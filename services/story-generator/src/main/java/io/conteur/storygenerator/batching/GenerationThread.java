package io.conteur.storygenerator.batching;

import io.conteur.storygenerator.request.PromptQueue;
import io.conteur.storygenerator.telemetry.GeneratorHeartbeat;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one thread that writes: every turn prompts join and each story gains a token. */
public final class GenerationThread {
    private static final Logger LOG = Logger.getLogger(GenerationThread.class);

    private final PromptQueue queue;
    private final BatchScheduler desk;
    private final GeneratorHeartbeat pulse;
    private final Thread thread = new Thread(this::run, "writing");
    private volatile @Nullable Throwable breakdown;

    public GenerationThread(PromptQueue queue, BatchScheduler desk, GeneratorHeartbeat pulse) {
        this.queue = queue;
        this.desk = desk;
        this.pulse = pulse;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Abandons what waits and what is in hand; returns after that, or after the limit. */
    public void stop(Duration limit) {
        queue.close();
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warnf("the stories in hand did not stop within %s", limit);
        }
    }

    /** Why this process can no longer write. */
    public Optional<String> breakdown() {
        return Optional.ofNullable(breakdown).map(Throwable::toString);
    }

    private void run() {
        try (desk) {
            while (!queue.closed() && (!desk.idle() || desk.await())) {
                pulse.begin();
                desk.admit();
                desk.step();
                if (desk.idle()) {
                    pulse.end();
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            // Nothing is acknowledged: liveness turns red, and after a restart all comes again.
            LOG.error("no more stories can be written here", e);
            breakdown = e;
        }
    }
}
