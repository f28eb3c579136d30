package io.conteur.modeltrainer.helping;

import io.conteur.events.training.RoundClosed;
import io.conteur.messaging.TransientFailures;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.modeltrainer.rounds.RoundRegistry;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

    private final RoundRegistry registry;
    private final Help helper;
    private final JobControl control;
    private final Thread thread;

    /** Jobs, and the round until which not to look at each again. */
    private final Map<String, Long> left = new ConcurrentHashMap<>();

    private boolean paused;
    private boolean helping;
    private boolean closed;

    /** Helps with a job until there is nothing more to do; {@link RoundWorker} does. */
    @FunctionalInterface
    public interface Help {
        /**
         * Helps with a job.
         *
         * @throws HandOverException when it has to stop
         * @throws JobEndedException when the job cannot be trained here
         * @throws IOException when something cannot be read now
         */
        void with(JobRounds rounds) throws IOException;
    }

    /**
     * @param control of the helper alone
     */
    public IdleWorker(RoundRegistry registry, Help helper, JobControl control) {
        this.registry = registry;
        this.helper = helper;
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
            Optional<JobRounds> job = wanting();
            if (!begin(job.isPresent())) {
                return;
            }
            if (job.isPresent()) {
                try {
                    help(job.get());
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

    /** A job that wants more workers. */
    private Optional<JobRounds> wanting() {
        return registry.all().stream()
                .filter(rounds -> rounds.newest().filter(this::wants).isPresent())
                .findFirst();
    }

    private boolean wants(RoundClosed newest) {
        return newest.wanted() > 0
                && !newest.shares().isEmpty()
                && newest.round() > left.getOrDefault(newest.id(), -1L);
    }

    private void help(JobRounds rounds) {
        RoundClosed newest = rounds.newest().orElseThrow();
        try {
            helper.with(rounds);
            // Until its next round.
            left.put(newest.id(), rounds.newest().orElseThrow().round());
        } catch (HandOverException e) {
            LOG.debugf("job %s is no longer helped with", newest.id());
        } catch (JobEndedException e) {
            LOG.warnf("job %s cannot be helped with here: %s", newest.id(), e.reason());
            left.put(newest.id(), Long.MAX_VALUE);
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    "job %s cannot be helped with now: %s",
                    newest.id(), TransientFailures.describe(e));
            pauseAfterFailure();
        }
    }

    private synchronized void pauseAfterFailure() {
        if (!closed && !paused) {
            rest(PAUSE_MILLIS);
        }
    }
}
