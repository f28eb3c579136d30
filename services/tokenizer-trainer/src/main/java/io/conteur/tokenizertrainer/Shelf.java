package io.conteur.tokenizertrainer;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactConflictException;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.wire.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Where tokenizers are kept: {@code tokenizers/<name>/<hash>}. The hash is of the corpus and of all
 * settings, so that the same request finds what an earlier one made.
 */
record Shelf(ArtifactStore store) {
    /** Changes when the same corpus and settings begin to give other files. */
    private static final String FORMAT = "1";

    private static final int HASH_LENGTH = 12;
    private static final Logger LOG = Logger.getLogger(Shelf.class);

    /** A tokenizer on the shelf. */
    record Kept(ArtifactReference artifact, Findings findings) {}

    /**
     * The key for a request's tokenizer.
     *
     * @param settings complete ones
     */
    static String key(TokenizerRequested request, TokenizerSettings settings) {
        MessageDigest digest = sha256();
        digest.update(FORMAT.getBytes(StandardCharsets.UTF_8));
        digest.update(request.corpus().sha256().getBytes(StandardCharsets.UTF_8));
        digest.update(EventCodec.encode(settings));
        String hash = HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LENGTH);
        return "tokenizers/" + request.name() + "/" + hash;
    }

    /** What is kept under the key; a damaged one is removed, so that it can be made again. */
    Optional<Kept> find(String key) throws IOException {
        for (Artifact artifact : store.list(key)) {
            try {
                return Optional.of(kept(artifact));
            } catch (DamagedArtifactException e) {
                LOG.warnf("%s; it is made again", e.getMessage());
                store.delete(artifact.key());
            }
        }
        return Optional.empty();
    }

    /**
     * Keeps a tokenizer that {@link #find} did not find; returns once it is safely stored. What
     * stands in its place then is damaged beyond recognition.
     */
    Kept keep(String key, ArtifactWriter contents) throws IOException {
        try {
            return kept(store.publish(key, contents));
        } catch (DamagedArtifactException | ArtifactConflictException e) {
            LOG.warnf("%s; it is made again", e.getMessage());
            store.delete(key);
            return kept(store.publish(key, contents));
        }
    }

    private Kept kept(Artifact artifact) throws IOException {
        ArtifactReference reference = new ArtifactReference(artifact.key(), artifact.sha256());
        return new Kept(reference, Findings.read(store.fetch(reference.key(), reference.sha256())));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
