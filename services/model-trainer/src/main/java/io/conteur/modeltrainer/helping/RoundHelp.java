package io.conteur.modeltrainer.helping;

import io.conteur.events.training.RoundClosed;
import io.conteur.modeltrainer.registry.JobRegistry;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Trains shares of other trainers' jobs. */
public final class RoundHelp implements Help {
    private static final Logger LOG = Logger.getLogger(RoundHelp.class);

    private final JobRegistry<JobRounds> registry;
    private final RoundWorker worker;

    /** Jobs, and the round until which not to look at each again. */
    private final Map<String, Long> left = new ConcurrentHashMap<>();

    public RoundHelp(JobRegistry<JobRounds> registry, RoundWorker worker) {
        this.registry = registry;
        this.worker = worker;
    }

    @Override
    public boolean wanted() {
        return wanting().isPresent();
    }

    @Override
    public void help() throws IOException {
        Optional<JobRounds> job = wanting();
        if (job.isEmpty()) {
            return;
        }
        JobRounds rounds = job.get();
        String id = rounds.newest().orElseThrow().id();
        try {
            worker.help(rounds);
            // Until its next round.
            left.put(id, rounds.newest().orElseThrow().round());
        } catch (JobEndedException e) {
            LOG.warnf("job %s cannot be helped with here: %s", id, e.reason());
            left.put(id, Long.MAX_VALUE);
        }
    }

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
}
