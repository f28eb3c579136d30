package io.conteur.tokenizertrainer.training;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.wire.EventCodec;
import io.conteur.workersupport.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The tokenizers of all requests, in the artifact store: {@code tokenizers/<name>/<hash>}. The hash
 * is of the corpus and of all settings, so that an equal request finds what an earlier one made.
 */
public record TokenizerStore(ArtifactStore artifacts) {
    /** To be changed when the algorithm begins to give other files for the same settings. */
    private static final String FORMAT = "1";

    private static final int HASH_LENGTH = 12;
    private static final Logger LOG = Logger.getLogger(TokenizerStore.class);

    /** A tokenizer that is stored. */
    record StoredTokenizer(ArtifactReference artifact, TrainingReport report) {}

    /**
     * The key of a request's tokenizer.
     *
     * @param settings complete ones
     */
    static String key(TokenizerRequested request, TokenizerSettings settings) {
        String hash =
                Sha256.hex(
                        FORMAT.getBytes(StandardCharsets.UTF_8),
                        request.corpus().sha256().getBytes(StandardCharsets.UTF_8),
                        EventCodec.encode(settings));
        return "tokenizers/" + request.name() + "/" + hash.substring(0, HASH_LENGTH);
    }

    /** The tokenizer under a key; a damaged one is deleted, so that it can be trained again. */
    Optional<StoredTokenizer> find(String key) throws IOException {
        for (Artifact artifact : artifacts.list(key)) {
            try {
                return Optional.of(open(artifact));
            } catch (DamagedArtifactException e) {
                LOG.warnf("%s; it is made again", e.getMessage());
                artifacts.delete(artifact.key());
            }
        }
        return Optional.empty();
    }

    /** Stores a tokenizer durably, in the place of a damaged one if need be. */
    StoredTokenizer save(String key, ArtifactWriter contents) throws IOException {
        return open(artifacts.publishOrKeep(key, contents));
    }

    private StoredTokenizer open(Artifact artifact) throws IOException {
        Path folder = artifacts.fetch(artifact.key(), artifact.sha256());
        return new StoredTokenizer(
                new ArtifactReference(artifact.key(), artifact.sha256()),
                TrainingReport.read(folder));
    }
}
