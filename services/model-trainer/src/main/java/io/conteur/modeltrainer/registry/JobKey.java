package io.conteur.modeltrainer.registry;

import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.WorkerReported;
import io.conteur.modeltrainer.job.JobSpec;

/** Names a job: its id alone is unique among the jobs of one model. */
public record JobKey(String model, String id) {
    public static JobKey of(JobSpec job) {
        return new JobKey(job.model(), job.id());
    }

    /** The job whose round it is. */
    public static JobKey of(RoundClosed round) {
        return new JobKey(round.model(), round.id());
    }

    /** The job that was helped with. */
    public static JobKey of(WorkerReported report) {
        return new JobKey(report.model(), report.id());
    }

    /** The job whose corpus is encoded. */
    public static JobKey of(ShardClaimed claim) {
        return new JobKey(claim.model(), claim.id());
    }
}
