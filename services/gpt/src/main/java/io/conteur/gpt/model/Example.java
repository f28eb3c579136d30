package io.conteur.gpt.model;

/**
 * A sequence to train on or to score.
 *
 * @param ids the whole sequence
 * @param targetsFrom the loss is over {@code ids[i]} for {@code i >= targetsFrom}; those before are
 *     context alone
 */
public record Example(int[] ids, int targetsFrom) {
    public Example {
        if (targetsFrom < 1 || targetsFrom >= ids.length) {
            throw new IllegalArgumentException(
                    "targets must start from 1 to "
                            + (ids.length - 1)
                            + ", start at "
                            + targetsFrom);
        }
        ids = ids.clone();
    }

    /** Number of targets. */
    public int targets() {
        return ids.length - targetsFrom;
    }

    /** Number of input tokens: all ids but the last. */
    public int tokens() {
        return ids.length - 1;
    }
}
