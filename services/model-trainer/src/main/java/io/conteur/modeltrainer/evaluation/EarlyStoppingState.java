package io.conteur.modeltrainer.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * The best validation of a job so far of which a checkpoint is retained. Part of {@code job.json}.
 *
 * @param loss nats per token
 * @param since validations after it, none of which was better
 */
public record EarlyStoppingState(long step, double loss, int since) {
    /**
     * The state after one more validation; the same step again changes nothing.
     *
     * @param retained whether a checkpoint of this step can be retained
     */
    static @Nullable EarlyStoppingState after(
            @Nullable EarlyStoppingState before, long step, double loss, boolean retained) {
        boolean better = before == null || loss < before.loss;
        if (better && retained) {
            return new EarlyStoppingState(step, loss, 0);
        }
        if (before == null || step == before.step) {
            return before;
        }
        return new EarlyStoppingState(before.step, before.loss, better ? 0 : before.since + 1);
    }
}
