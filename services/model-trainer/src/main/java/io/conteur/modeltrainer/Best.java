package io.conteur.modeltrainer;

import org.jspecify.annotations.Nullable;

/**
 * The best validation of a job so far.
 *
 * @param loss nats per target token
 * @param since validations after it, none of which was better
 */
record Best(long step, double loss, int since) {
    /** The best when one more validation has been made; the same step again changes nothing. */
    static Best of(@Nullable Best before, long step, double loss) {
        if (before == null || loss < before.loss) {
            return new Best(step, loss, 0);
        }
        return step == before.step ? before : new Best(before.step, before.loss, before.since + 1);
    }
}
