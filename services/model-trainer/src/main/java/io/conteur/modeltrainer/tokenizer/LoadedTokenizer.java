package io.conteur.modeltrainer.tokenizer;

import io.conteur.events.ArtifactReference;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A loaded tokenizer and the artifact it came from. */
public record LoadedTokenizer(ArtifactReference artifact, Tokenizer tokenizer)
        implements AutoCloseable {
    /**
     * Loads a file of a verified artifact.
     *
     * @throws JobEndedException when it is no tokenizer, or has no ids for start, separator or end
     */
    public static LoadedTokenizer load(ArtifactReference artifact, Path model) throws IOException {
        Tokenizer tokenizer = open(artifact, model);
        try {
            tokenizer.startId();
            tokenizer.separatorId();
            tokenizer.endId();
        } catch (IllegalStateException e) {
            tokenizer.close();
            throw unusable(artifact, e);
        }
        return new LoadedTokenizer(artifact, tokenizer);
    }

    private static Tokenizer open(ArtifactReference artifact, Path model) throws IOException {
        try {
            return Tokenizer.load(model);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The bytes are those that were published, so loading them again fails again.
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
