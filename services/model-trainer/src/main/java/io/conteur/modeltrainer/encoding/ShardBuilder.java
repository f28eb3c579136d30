package io.conteur.modeltrainer.encoding;

import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.corpus.TextCorpus;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.List;

/**
 * Encodes a corpus into shards. Texts stream through: one thread reads and writes, others encode.
 * Each shard is published when it is full, so an attempt continues after the shards of the one
 * before. The same texts and tokenizer give the same shards.
 *
 * @param threads that encode
 * @param limits of a shard
 */
public record ShardBuilder(ShardStore store, int threads, Limits limits) {
    /** Share of a corpus's bytes beyond which a model would learn to write {@code <unk>}. */
    static final double MAX_UNKNOWN_SHARE = 0.1;

    /**
     * When a shard is full.
     *
     * @param bytes of text
     * @param pairs which bound the heap that a shard takes when it is opened
     */
    public record Limits(long bytes, int pairs) {
        /** About 64 MB of token ids, at 3.5 bytes of text and 2 bytes of id per token. */
        public static final Limits STANDARD = new Limits(112L << 20, 1 << 17);
    }

    /**
     * The shards of a corpus; the missing ones are made. Those that others have claimed and not
     * finished in the end are made here.
     *
     * @throws JobEndedException when a text cannot be encoded, or the tokenizer knows too little
     * @throws HandOverException when the job has to stop
     */
    public ShardIndex build(
            JobAttempt attempt,
            ArtifactReference corpus,
            TextCorpus text,
            LoadedTokenizer tokenizer,
            ShardClaims claims)
            throws IOException {
        String prefix = ShardStore.prefix(corpus, tokenizer.artifact());
        try (CorpusPass pass =
                new CorpusPass(
                        this,
                        prefix,
                        tokenizer.tokenizer(),
                        attempt.control(),
                        read -> report(attempt, read, text.bytes()))) {
            pass.run(text.parts(), claims);
            while (!pass.complete()) {
                pass.finish(text.parts(), claims);
            }
            ShardIndex index = new ShardIndex(pass.shards(), text.validationLines().orElse(null));
            requireKnown(index);
            store.publishIndex(prefix, index);
            return index;
        }
    }

    private static void report(JobAttempt attempt, long read, long all) {
        attempt.progress()
                .running(
                        read == 0
                                ? "encoding the corpus"
                                : "encoding the corpus: %d %%".formatted(100 * read / all));
    }

    /**
     * Makes those shards of another process's corpus that this one can claim.
     *
     * @throws JobEndedException when a text cannot be encoded
     * @throws HandOverException when this process has to stop
     */
    public void help(
            ArtifactReference corpus,
            List<TextCorpus.Part> parts,
            LoadedTokenizer tokenizer,
            ShardClaims claims,
            JobControl control)
            throws IOException {
        String prefix = ShardStore.prefix(corpus, tokenizer.artifact());
        try (CorpusPass pass =
                new CorpusPass(this, prefix, tokenizer.tokenizer(), control, read -> {})) {
            pass.run(parts, claims);
        }
    }

    /**
     * Requires a tokenizer that knows the corpus's characters.
     *
     * @throws JobEndedException when it is the wrong one
     */
    static void requireKnown(ShardIndex index) {
        if (index.unknownShare() > MAX_UNKNOWN_SHARE) {
            throw JobEndedException.rejected(
                    "%.1f %% of the corpus's bytes are characters that the tokenizer does not know; at most %.0f %% may be, so train a tokenizer on this corpus"
                            .formatted(100 * index.unknownShare(), 100 * MAX_UNKNOWN_SHARE));
        }
    }
}
