package io.conteur.modeltrainer.helping;

import io.conteur.messaging.TransientFailures;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lets this process help with other trainers' jobs while it has none of its own, on a thread of its
 * own.
 */
public final class IdleWorker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(IdleWorker.class);
    private static final long LOOK_MILLIS = 500;
    private static final long PAUSE_MILLIS = 5000;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final List<Help> helps;
    private final JobControl control;
    private final Thread thread;

    private boolean paused;
    private boolean helping;
    private boolean closed;

    /**
     * @param helps the first that is wanted is given
     * @param control of these alone
     */
    public IdleWorker(List<Help> helps, JobControl control) {
        this.helps = List.copyOf(helps);
        this.control = control;
        this.thread = new Thread(this::run, "helping");
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Stops helping, because this process has a job of its own; returns when it has stopped. */
    public synchronized void pause() {
        paused = true;
        control.handOver();
        notifyAll();
        while (helping) {
            rest(0);
        }
    }

    /** Helps again, unless it is closed. */
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            control.shutDown();
            notifyAll();
        }
        try {
            thread.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            Optional<Help> wanted = helps.stream().filter(Help::wanted).findFirst();
            if (!begin(wanted.isPresent())) {
                return;
            }
            if (wanted.isPresent()) {
                try {
                    help(wanted.get());
                } finally {
                    end();
                }
            }
        }
    }

    /** Waits while there is nothing to do. Returns false when it is closed. */
    private synchronized boolean begin(boolean found) {
        if (!found && !closed) {
            rest(LOOK_MILLIS);
        }
        while (paused && !closed) {
            rest(0);
        }
        if (!closed && found) {
            control.begin(() -> false);
            helping = true;
        }
        return !closed;
    }

    private synchronized void end() {
        control.end();
        helping = false;
        notifyAll();
    }

    /** Returns after this time, or earlier; callers look again at what they wait for. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized void rest(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void help(Help help) {
        try {
            help.help();
        } catch (HandOverException e) {
            LOG.debug("no longer helping");
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.warnf("no job can be helped with now: %s", TransientFailures.describe(e));
            pauseAfterFailure();
        }
    }

    private synchronized void pauseAfterFailure() {
        if (!closed && !paused) {
            rest(PAUSE_MILLIS);
        }
    }
}
