package io.conteur.tokenizertrainer;

import io.conteur.events.training.TokenizerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Learns a tokenizer from texts; the same texts and settings always give the same bytes. */
interface Learner {
    /** Hears how far it is; throwing ends the learning. */
    @FunctionalInterface
    interface Listener {
        /**
         * Called now and then.
         *
         * @param stage what is being done, such as {@code counting words}
         * @param fraction of the whole, 0 to 1
         */
        void at(String stage, double fraction);
    }

    /** Every setting, the absent ones at their defaults. */
    TokenizerSettings complete(@Nullable TokenizerSettings asked);

    /**
     * Writes {@code tokenizer.model}, {@code tokenizer.vocab} and {@code tokenizer_config.json}.
     *
     * @param settings complete ones
     * @throws RejectedException when the texts and settings do not fit together
     */
    Findings learn(List<Path> texts, TokenizerSettings settings, Path folder, Listener listener)
            throws IOException;
}
