package io.conteur.modeltrainer.helping;

import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.RoundClosed;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.registry.JobRegistry;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Trains shares of other trainers' jobs. */
public final class RoundHelp implements Help {
    private static final Logger LOG = Logger.getLogger(RoundHelp.class);

    /** After it has left a job, or has failed, this process lets others go first for so long. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final JobRegistry<JobRounds> registry;
    private final RoundWorker worker;
    private final Help first;

    /** Jobs, and when each may be helped again, on the worker's clock. */
    private final Map<JobKey, Long> paused = new ConcurrentHashMap<>();

    /** Jobs that cannot be helped here, such as those of a model that is too large. */
    private final Set<JobKey> unsuitable = ConcurrentHashMap.newKeySet();

    /**
     * @param first what a worker leaves a silent job for, as it does for another one
     */
    public RoundHelp(JobRegistry<JobRounds> registry, RoundWorker worker, Help first) {
        this.registry = registry;
        this.worker = worker;
        this.first = first;
    }

    @Override
    public boolean wanted() {
        return wanting(any -> true).isPresent();
    }

    @Override
    public void help() throws IOException {
        Optional<JobRounds> job = wanting(any -> true);
        if (job.isEmpty()) {
            return;
        }
        JobRounds rounds = job.get();
        JobKey key = JobKey.of(rounds.newest().orElseThrow());
        try {
            worker.help(
                    rounds, () -> first.wanted() || wanting(other -> other != rounds).isPresent());
            pause(key);
        } catch (HandOverException e) {
            throw e;
        } catch (JobEndedException e) {
            LOG.warnf("job %s cannot be helped with here: %s", key.id(), e.reason());
            if (e.state() == State.REJECTED) {
                unsuitable.add(key);
            } else {
                pause(key);
            }
        } catch (IOException | RuntimeException e) {
            pause(key);
            throw e;
        } catch (OutOfMemoryError e) {
            unsuitable.add(key);
            throw e;
        }
    }

    private void pause(JobKey key) {
        paused.put(key, now() + PAUSE.toNanos());
    }

    private long now() {
        return worker.nanoTime().getAsLong();
    }

    private Optional<JobRounds> wanting(Predicate<JobRounds> which) {
        return registry.all().stream()
                .filter(which)
                .filter(rounds -> rounds.newest().filter(this::wants).isPresent())
                .findFirst();
    }

    private boolean wants(RoundClosed newest) {
        JobKey key = JobKey.of(newest);
        Long until = paused.get(key);
        return newest.wanted() > 0
                && !newest.shares().isEmpty()
                && !unsuitable.contains(key)
                && (until == null || now() - until >= 0);
    }
}
