package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.TokenizerSettings;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trains a tokenizer on texts. Deterministic: equal texts and settings give equal bytes. */
public interface TokenizerAlgorithm {
    /** Progress callback; throwing ends the training. */
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
     * What is trained on.
     *
     * @param counts whether the files hold counts of words, not texts; those of all files add up
     * @param skippedLines of the texts that were counted
     * @param skippedBytes of the texts that were counted
     */
    record Input(List<Path> files, boolean counts, long skippedLines, long skippedBytes) {
        public Input {
            files = List.copyOf(files);
        }

        static Input texts(List<Path> files) {
            return new Input(files, false, 0, 0);
        }
    }

    /** Whether counts of the words of texts give the same tokenizer as the texts. */
    boolean takesCounts(TokenizerSettings settings);

    /**
     * Writes {@code tokenizer.model}, {@code tokenizer.vocab} and {@code tokenizer_config.json}.
     *
     * @param settings complete ones
     * @throws JobEndedException when the texts do not allow the settings
     */
    TrainingReport train(Input input, TokenizerSettings settings, Path folder, Listener listener)
            throws IOException;
}
