package io.conteur.modeltrainer.helping;

import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.RoundClosed;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.registry.JobRegistry;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Trains shares of other trainers' jobs. */
public final class RoundHelp implements Help {
    private static final Logger LOG = Logger.getLogger(RoundHelp.class);

    private final JobRegistry<JobRounds> registry;
    private final RoundWorker worker;

    /** Jobs, and the round until which not to look at each again. */
    private final Map<JobKey, Long> left = new ConcurrentHashMap<>();

    public RoundHelp(JobRegistry<JobRounds> registry, RoundWorker worker) {
        this.registry = registry;
        this.worker = worker;
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
        JobKey key = key(rounds.newest().orElseThrow());
        try {
            worker.help(rounds, () -> wanting(other -> other != rounds).isPresent());
            leave(key, rounds);
        } catch (HandOverException e) {
            throw e;
        } catch (JobEndedException e) {
            LOG.warnf("job %s cannot be helped with here: %s", key.id(), e.reason());
            if (e.state()
                    == State.REJECTED) { // Such as a model that is too large for this trainer.
                left.put(key, Long.MAX_VALUE);
            } else {
                leave(key, rounds);
            }
        } catch (IOException | RuntimeException e) {
            leave(key, rounds); // Meanwhile others may want help.
            throw e;
        } catch (OutOfMemoryError e) {
            left.put(key, Long.MAX_VALUE);
            throw e;
        }
    }

    /** Until its next round. */
    private void leave(JobKey key, JobRounds rounds) {
        left.put(key, rounds.newest().orElseThrow().round());
    }

    private static JobKey key(RoundClosed round) {
        return new JobKey(round.model(), round.id());
    }

    private Optional<JobRounds> wanting(Predicate<JobRounds> which) {
        return registry.all().stream()
                .filter(which)
                .filter(rounds -> rounds.newest().filter(this::wants).isPresent())
                .findFirst();
    }

    private boolean wants(RoundClosed newest) {
        return newest.wanted() > 0
                && !newest.shares().isEmpty()
                && newest.round() > left.getOrDefault(key(newest), -1L);
    }
}
