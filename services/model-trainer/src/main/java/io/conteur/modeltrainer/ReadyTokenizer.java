package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A loaded tokenizer and the artifact it came from. */
record ReadyTokenizer(ArtifactReference artifact, Tokenizer tokenizer) implements AutoCloseable {
    /**
     * Loads a file of a verified artifact.
     *
     * @throws JobEndedException when it is no tokenizer, or none that a storyteller can use
     */
    static ReadyTokenizer load(ArtifactReference artifact, Path model) throws IOException {
        Tokenizer tokenizer = open(artifact, model);
        try {
            // What prompts and stories begin and end with.
            tokenizer.startId();
            tokenizer.separatorId();
            tokenizer.endId();
        } catch (IllegalStateException e) {
            tokenizer.close();
            throw unusable(artifact, e);
        }
        return new ReadyTokenizer(artifact, tokenizer);
    }

    private static Tokenizer open(ArtifactReference artifact, Path model) throws IOException {
        try {
            return Tokenizer.load(model);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The artifact's bytes are what was published, so they are the same the next time.
            throw unusable(artifact, e);
        }
    }

    private static JobEndedException unusable(ArtifactReference artifact, Exception reason) {
        return JobEndedException.rejected(
                "the tokenizer %s cannot be used: %s"
                        .formatted(artifact.key(), reason.getMessage()));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
