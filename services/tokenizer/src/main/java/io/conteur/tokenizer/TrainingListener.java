package io.conteur.tokenizer;

/** Progress callback, invoked by the training thread at most a few hundred times per stage. */
@FunctionalInterface
public interface TrainingListener {
    /** The stages of a training, in order. */
    enum Stage {
        /** Reading the corpus, normalising it and counting its words. */
        READING,
        /** Choosing the alphabet and counting pairs. */
        COUNTING,
        /** Merging pairs into pieces. */
        MERGING
    }

    /**
     * Reports the completed fraction of a stage, 0 to 1.
     *
     * @return false to stop with a {@link java.util.concurrent.CancellationException}
     */
    boolean progressed(Stage stage, double fraction);
}
