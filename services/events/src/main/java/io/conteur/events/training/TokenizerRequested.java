package io.conteur.events.training;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import org.jspecify.annotations.Nullable;

/**
 * A request to train a tokenizer. Keyed by the tokenizer's name.
 *
 * @param id of the job; the record's CloudEvents id or position when absent
 */
public record TokenizerRequested(
        @Nullable String id,
        String name,
        ArtifactReference corpus,
        @Nullable TokenizerSettings settings) {
    public TokenizerRequested {
        EventChecks.name(id, "/id");
        EventChecks.name(name, "/name");
    }

    public TokenizerRequested withId(String id) {
        return new TokenizerRequested(id, name, corpus, settings);
    }
}
