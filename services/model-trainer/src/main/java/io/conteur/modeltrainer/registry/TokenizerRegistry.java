package io.conteur.modeltrainer.registry;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerTrained;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The tokenizers that were ever published, each name with all its versions; {@code
 * KafkaTokenizerRegistry} reads them.
 */
public interface TokenizerRegistry {
    /** The newest version of a name. */
    Optional<TokenizerTrained> newest(String name);

    /**
     * The newest version of a name that fits; a later one that does not fit hides no earlier one.
     */
    Optional<TokenizerTrained> newest(String name, Predicate<TokenizerTrained> fits);

    /** Calls {@code listener} with all past and coming events on {@code progress}, until closed. */
    Subscription followProgress(Consumer<Progressed> listener);

    /** Closing throws nothing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
