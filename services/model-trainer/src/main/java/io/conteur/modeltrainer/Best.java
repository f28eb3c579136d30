package io.conteur.modeltrainer;

import org.jspecify.annotations.Nullable;

/**
 * The best validation of a job so far whose checkpoint is kept.
 *
 * @param loss nats per target token
 * @param since validations, the last ones, none of which was better
 */
record Best(long step, double loss, int since) {
    /**
     * The best when one more validation has been made; the same step again changes nothing.
     *
     * @param keeps whether a checkpoint can be kept of this step
     */
    static @Nullable Best of(@Nullable Best before, long step, double loss, boolean keeps) {
        boolean better = before == null || loss < before.loss;
        if (better && keeps) {
            return new Best(step, loss, 0);
        }
        if (before == null || step == before.step) {
            return before;
        }
        return new Best(before.step, before.loss, better ? 0 : before.since + 1);
    }
}
