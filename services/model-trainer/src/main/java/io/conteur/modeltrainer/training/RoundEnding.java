package io.conteur.modeltrainer.training;

import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosedBuilder;
import io.conteur.messaging.TransientFailures;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.workersupport.HandOverException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What is left to do when a job ends that several workers may have trained, in whatever way. */
public record RoundEnding(RoundParts parts) {
    private static final Logger LOG = Logger.getLogger(RoundEnding.class);

    /**
     * Tells the workers that no round follows, unless the last event did.
     *
     * @throws HandOverException when the process has to stop
     */
    public void tell(JobAttempt attempt) {
        if (isShared(attempt.job())) {
            parts.registry().catchUp();
            Optional<RoundClosed> last = parts.of(attempt.job()).newest();
            if (last.isPresent() && !last.get().shares().isEmpty()) {
                RoundClosed none =
                        RoundClosedBuilder.builder(last.get())
                                .round(last.get().round() + 1)
                                .update(null)
                                .contributions(List.of())
                                .shares(List.of())
                                .wanted(0)
                                .build();
                publish(attempt, none);
            }
        }
    }

    /** Publishes the event that closes a round. */
    static void publish(JobAttempt attempt, RoundClosed event) {
        String id = String.format(Locale.ROOT, "%s-round-%08d", event.id(), event.round());
        attempt.publishers().rounds().publish(event.id(), event, id);
    }

    /** Deletes the updates of a job that has ended. */
    public void clear(JobSpec job) {
        if (isShared(job)) {
            try {
                parts.updates().deleteAll(job);
            } catch (IOException e) {
                LOG.warnf("updates of job %s stay: %s", job.id(), TransientFailures.describe(e));
            }
        }
    }

    private static boolean isShared(JobSpec job) {
        return Hyperparameters.of(job).workers() > 1;
    }
}
