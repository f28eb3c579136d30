package io.conteur.modeltrainer;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerTrained;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What the broker says about tokenizers. */
interface TokenizerTable {
    /** The tokenizer of that name among all that were ever published. */
    Optional<TokenizerTrained> newest(String name);

    /**
     * The newest version of that name which fits; a later one that does not fit hides no earlier
     * one.
     */
    Optional<TokenizerTrained> newest(String name, Predicate<TokenizerTrained> fits);

    /** Tells {@code listener} of all progress there ever was, and of what comes, until closed. */
    Subscription followProgress(Consumer<Progressed> listener);

    /** Ends without an exception. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
