package io.conteur.tokenizertrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.Backoff;
import io.conteur.messaging.TransientFailures;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tries a job until it has its outcome. A broker or an artifact store that is away is waited for,
 * however long; what fails otherwise is tried a few times, because the same texts and settings
 * would fail for ever.
 */
final class Attempts {
    private static final Logger LOG = Logger.getLogger(Attempts.class);
    private static final int MAX_FRUITLESS = 3;

    private final TokenizerJob job;
    private final Pulse pulse;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1));
    private int fruitless;
    private @Nullable String verdict;

    Attempts(TokenizerJob job, Pulse pulse) {
        this.job = job;
        this.pulse = pulse;
    }

    /**
     * Returns when the job's terminal event is published.
     *
     * @throws StoppedException when the service stops before
     */
    void run() {
        while (true) {
            try {
                attempt();
                return;
            } catch (StoppedException e) {
                throw e;
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                LOG.warn("an attempt at a tokenizer failed", e);
                judge(e);
                tell("trying again: " + TransientFailures.describe(e));
                pulse.pause(backoff.next());
            }
        }
    }

    private void attempt() throws IOException {
        if (verdict != null) {
            job.fail(verdict);
            return;
        }
        try {
            job.run();
        } catch (InvalidEventException e) {
            // Of the job's own; the request was right, so it is no dead letter.
            throw new IllegalStateException("an event cannot be built", e);
        }
    }

    private void judge(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            verdict =
                    "the corpus takes more memory than this trainer's heap of %d MiB"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20);
        } else if (!TransientFailures.isTransient(failure) && ++fruitless == MAX_FRUITLESS) {
            verdict =
                    "%d attempts failed: %s"
                            .formatted(fruitless, TransientFailures.describe(failure));
        }
    }

    /** What keeps the job from going on may keep it from saying so too. */
    private void tell(String reason) {
        try {
            job.waiting(reason);
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.infof("cannot be published now: %s", reason);
        }
    }
}
