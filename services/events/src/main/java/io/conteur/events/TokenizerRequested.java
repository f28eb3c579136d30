package io.conteur.events;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a tokenizer trained. Keyed by the tokenizer's name.
 *
 * @param id names the job; the record's CloudEvents id or position when absent
 */
public record TokenizerRequested(
        @Nullable String id,
        String name,
        ArtifactReference corpus,
        @Nullable TokenizerSettings settings) {
    public TokenizerRequested {
        Check.name(id, "/id");
        Check.name(name, "/name");
    }

    public TokenizerRequested withId(String id) {
        return new TokenizerRequested(id, name, corpus, settings);
    }
}
