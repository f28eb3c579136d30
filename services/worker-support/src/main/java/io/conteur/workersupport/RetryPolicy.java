package io.conteur.workersupport;

import io.conteur.messaging.Backoff;
import io.conteur.messaging.TransientFailures;
import io.conteur.messaging.producer.FencedException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides after each failed attempt at one job when to retry, or how the job ends. An outage is
 * retried without limit. Any other failure is retried at most twice at the same step, because it is
 * then likely to be deterministic.
 */
public final class RetryPolicy {
    private static final int MAX_ATTEMPTS = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    /** Long enough to be told that the partition went to the worker that fenced this one. */
    private static final Duration FENCED_BACKOFF = Duration.ofSeconds(5);

    private final Backoff backoff = new Backoff(FIRST_BACKOFF);
    private long furthestStep = -1;
    private int failures;
    private @Nullable JobEndedException verdict;

    /** How the job has to end, once it is not to be retried. */
    public Optional<JobEndedException> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** An attempt made this step. A step that no attempt made before resets the count. */
    public void reached(long step) {
        if (step > furthestStep) {
            furthestStep = step;
            failures = 0;
            backoff.reset();
        }
    }

    /**
     * An attempt failed; returns how long to wait before the next.
     *
     * @param cancelled whether the job has been cancelled
     */
    public Duration failed(Throwable failure, boolean cancelled) {
        boolean fenced = failure instanceof FencedException;
        if (!fenced && !TransientFailures.isTransient(failure)) {
            failures++;
        }
        if (cancelled) {
            verdict = JobEndedException.cancelled();
        } else if (failures >= MAX_ATTEMPTS) {
            verdict =
                    JobEndedException.failed(
                            "%d attempts failed%s: %s"
                                    .formatted(
                                            failures,
                                            furthestStep < 0 ? "" : " at the same place",
                                            TransientFailures.describe(failure)));
        }
        Duration pause = backoff.next();
        return fenced && pause.compareTo(FENCED_BACKOFF) < 0 ? FENCED_BACKOFF : pause;
    }

    /** The job is not to be retried, however few attempts it had. */
    public void giveUp(JobEndedException verdict) {
        this.verdict = verdict;
    }
}
