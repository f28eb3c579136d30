package io.conteur.tokenizer;

/** Hears how far a training is. */
@FunctionalInterface
public interface TrainingListener {
    /** What is being done. */
    enum Stage {
        COUNTING,
        MERGING
    }

    /**
     * Called now and then, on the training's thread.
     *
     * @param fraction of the stage done, 0 to 1
     * @return false to stop; the training then ends with a {@link
     *     java.util.concurrent.CancellationException}
     */
    boolean progressed(Stage stage, double fraction);
}
