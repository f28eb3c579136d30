package io.conteur.tokenizer;

/**
 * Hears how far a training is. Called by the training thread, at most a few hundred times a stage.
 */
@FunctionalInterface
public interface TrainingListener {
    /** What a training does, in this order. */
    enum Stage {
        /** Reading the corpus, normalising it and counting its words. */
        READING,
        /** Choosing the alphabet and counting pairs. */
        COUNTING,
        /** Merging pairs into pieces. */
        MERGING
    }

    /**
     * Takes the fraction of the stage that is done, 0 to 1.
     *
     * @return false to stop with a {@link java.util.concurrent.CancellationException}
     */
    boolean progressed(Stage stage, double fraction);
}
