package io.conteur.storygenerator;

import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one thread that writes: every turn prompts join and each story gains a token. */
final class WritingThread {
    private static final Logger LOG = Logger.getLogger(WritingThread.class);

    private final PromptQueue queue;
    private final Desk desk;
    private final Pulse pulse;
    private final Thread thread = new Thread(this::run, "writing");
    private volatile @Nullable Throwable breakdown;

    WritingThread(PromptQueue queue, Desk desk, Pulse pulse) {
        this.queue = queue;
        this.desk = desk;
        this.pulse = pulse;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Abandons what waits and what is in hand; returns after that, or after the limit. */
    void stop(Duration limit) {
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
    Optional<String> breakdown() {
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
