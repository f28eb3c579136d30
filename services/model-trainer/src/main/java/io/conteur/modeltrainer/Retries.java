package io.conteur.modeltrainer;

import io.conteur.messaging.Backoff;
import io.conteur.messaging.TransientFailures;
import io.conteur.messaging.producer.FencedException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows a failed attempt at a job. An outage is waited out, however long; anything
 * else may be tried a few times, because a failure that comes again at the same step would come
 * again for ever.
 */
final class Retries {
    private static final int MAX_FRUITLESS = 3;
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** Long enough to hear that the record has gone to the worker that shut this one out. */
    private static final Duration FENCED = Duration.ofSeconds(5);

    private final Backoff backoff = new Backoff(FIRST);
    private long reached = -1;
    private int fruitless;
    private @Nullable JobEndedException verdict;

    /** How the job is to end, because trying again would not help. */
    Optional<JobEndedException> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** An attempt made this step; one that no attempt before has made is progress. */
    void reached(long step) {
        if (step > reached) {
            reached = step;
            fruitless = 0;
            backoff.reset();
        }
    }

    /**
     * An attempt failed; returns how long to wait before the next.
     *
     * @param cancelled whether nobody wants the job any more
     */
    Duration failed(Throwable failure, boolean cancelled) {
        boolean fenced = failure instanceof FencedException;
        if (!fenced && !TransientFailures.isTransient(failure)) {
            fruitless++;
        }
        if (cancelled) {
            verdict = JobEndedException.cancelled();
        } else if (fruitless >= MAX_FRUITLESS) {
            verdict =
                    JobEndedException.failed(
                            "%d attempts failed at the same place: %s"
                                    .formatted(fruitless, TransientFailures.describe(failure)));
        }
        Duration pause = backoff.next();
        return fenced && pause.compareTo(FENCED) < 0 ? FENCED : pause;
    }
}
