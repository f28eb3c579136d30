package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.TokenizerSettings;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trains a tokenizer on texts. Deterministic: equal texts and settings give equal bytes. */
public interface TokenizerAlgorithm {
    /** Is told of the progress; throwing ends the training. */
    @FunctionalInterface
    interface Listener {
        /**
         * Called from time to time.
         *
         * @param stage such as {@code counting words}
         * @param fraction of the whole, 0 to 1
         */
        void at(String stage, double fraction);
    }

    /** All settings, those that are absent at their defaults. */
    TokenizerSettings complete(@Nullable TokenizerSettings requested);

    /**
     * Writes {@code tokenizer.model}, {@code tokenizer.vocab} and {@code tokenizer_config.json}.
     *
     * @param settings complete ones
     * @throws JobEndedException when the texts do not allow the settings
     */
    TrainingReport train(
            List<Path> texts, TokenizerSettings settings, Path folder, Listener listener)
            throws IOException;
}
