package io.conteur.gpt.model;

/**
 * A sequence to learn from or to score.
 *
 * @param ids the whole sequence
 * @param targetsFrom the loss is over {@code ids[i]} for {@code i >= targetsFrom}, each predicted
 *     from all ids before it
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

    /** Predicted ids. */
    public int targets() {
        return ids.length - targetsFrom;
    }

    /** Ids the model sees: all but the last. */
    public int tokens() {
        return ids.length - 1;
    }
}
