package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.tokenizer.Tokenizer;

/** A loaded tokenizer and the artifact it came from. */
record ReadyTokenizer(ArtifactReference artifact, Tokenizer tokenizer) implements AutoCloseable {
    @Override
    public void close() {
        tokenizer.close();
    }
}
