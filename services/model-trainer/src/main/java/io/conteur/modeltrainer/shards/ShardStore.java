package io.conteur.modeltrainer.shards;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.FileSelection;
import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.shards.ShardIndex.Shard;
import io.conteur.tokenizer.TextLines;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Encoded corpora in the artifact store: {@code tokens/CORPUS/TOKENIZER/00000} and so on are the
 * shards, {@code …/index} names them. What is missing or damaged is made again from the text.
 */
public record ShardStore(ArtifactStore artifacts) {
    /** To be changed when the same texts are to give other shards. */
    private static final String FORMAT = "-1";

    private static final int HASH_DIGITS = 16;
    private static final Logger LOG = Logger.getLogger(ShardStore.class);
    private static final FileSelection SUMS = FileSelection.of(ShardSummary.FILE);
    private static final FileSelection PAIRS =
            FileSelection.of(TokenShard.INDEX, TokenShard.FACTS, ShardSummary.FILE);

    private static final FileSelection PROMPTS = FileSelection.of(TokenShard.PROMPTS);

    /** The prefix of the keys of a corpus's shards. */
    public static String prefix(ArtifactReference corpus, ArtifactReference tokenizer) {
        return prefix(corpus) + "/" + start(tokenizer) + FORMAT;
    }

    private static String prefix(ArtifactReference corpus) {
        return "tokens/" + start(corpus);
    }

    private static String start(ArtifactReference artifact) {
        return artifact.sha256().substring(0, HASH_DIGITS);
    }

    /** Whether a corpus was encoded before, with whatever tokenizer: then it is well formed. */
    public boolean knows(ArtifactReference corpus) throws IOException {
        return artifacts.list(prefix(corpus)).stream()
                .anyMatch(artifact -> artifact.key().endsWith("/index"));
    }

    /** The index of a corpus that is encoded completely. */
    public Optional<ShardIndex> find(ArtifactReference corpus, ArtifactReference tokenizer)
            throws IOException {
        for (Artifact artifact : artifacts.list(prefix(corpus, tokenizer) + "/index")) {
            try {
                return Optional.of(
                        ShardIndex.read(artifacts.fetch(artifact.key(), artifact.sha256())));
            } catch (DamagedArtifactException | NoSuchFileException e) {
                forget(artifact.key(), e);
            }
        }
        return Optional.empty();
    }

    /** A shard that was published before. */
    public Optional<Shard> shard(String key) throws IOException {
        for (Artifact artifact : artifacts.list(key)) {
            try {
                ShardSummary sums =
                        ShardSummary.read(artifacts.fetch(artifact.key(), artifact.sha256(), SUMS));
                return Optional.of(new Shard(reference(artifact), sums));
            } catch (DamagedArtifactException | NoSuchFileException e) {
                forget(artifact.key(), e);
            }
        }
        return Optional.empty();
    }

    /** Publishes a shard, or keeps the one that somebody else has published. */
    public Shard publishShard(String key, ArtifactWriter writer) throws IOException {
        artifacts.publishOrKeep(key, writer);
        return shard(key).orElseThrow(() -> new NoSuchFileException(key, null, "just published"));
    }

    /** Publishes the index, when all shards are. */
    public void publishIndex(String prefix, ShardIndex index) throws IOException {
        artifacts.publishOrKeep(prefix + "/index", index::write);
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    /** The lengths and facts of a shard's pairs; its token ids are not fetched. */
    public ShardPairs pairs(Shard shard) throws IOException {
        ArtifactReference artifact = shard.artifact();
        try {
            return ShardPairs.read(artifacts.fetch(artifact.key(), artifact.sha256(), PAIRS));
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw forgotten(shard, e);
        }
    }

    /** The prompts of a shard; the caller closes them. */
    public TextLines prompts(Shard shard) throws IOException {
        ArtifactReference artifact = shard.artifact();
        try {
            Path folder = artifacts.fetch(artifact.key(), artifact.sha256(), PROMPTS);
            return TextLines.open(folder.resolve(TokenShard.PROMPTS), TokenShard.PROMPTS);
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw forgotten(shard, e);
        }
    }

    /** Fetches and verifies a whole shard, and opens it. */
    TokenShard open(Shard shard) throws IOException {
        ArtifactReference artifact = shard.artifact();
        try {
            return TokenShard.open(artifacts.fetch(artifact.key(), artifact.sha256()));
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw forgotten(shard, e);
        }
    }

    /** Deletes a damaged shard and its index, so that the next attempt makes both again. */
    private IOException forgotten(Shard shard, IOException reason) throws IOException {
        String key = shard.artifact().key();
        forget(key.substring(0, key.lastIndexOf('/')) + "/index", reason);
        forget(key, reason);
        return reason;
    }

    private void forget(String key, IOException reason) throws IOException {
        LOG.warnf("%s is made again: %s", key, reason.getMessage());
        artifacts.delete(key);
    }
}
