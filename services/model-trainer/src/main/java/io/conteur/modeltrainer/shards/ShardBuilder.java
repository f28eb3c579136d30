package io.conteur.modeltrainer.shards;

import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.corpus.PairReader;
import io.conteur.modeltrainer.corpus.TextCorpus;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.shards.ShardIndex.Shard;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
     * The shards of a corpus; the missing ones are made.
     *
     * @throws JobEndedException when a text cannot be encoded, or the tokenizer knows too little
     * @throws HandOverException when the job has to stop
     */
    public ShardIndex build(
            JobAttempt attempt,
            ArtifactReference corpus,
            TextCorpus text,
            LoadedTokenizer tokenizer)
            throws IOException {
        String prefix = ShardStore.prefix(corpus, tokenizer.artifact());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (PairReader pairs = text.open()) {
            Building building =
                    new Building(
                            this,
                            attempt,
                            pairs,
                            new EncodingPipeline(
                                    new PairEncoder(tokenizer.tokenizer()), executor, threads));
            ShardIndex index =
                    new ShardIndex(
                            building.shards(prefix, text.bytes()),
                            text.validationLines().orElse(null));
            requireKnown(index);
            store.publishIndex(prefix, index);
            return index;
        } finally {
            executor.shutdownNow();
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

    /** Builds the shards of a corpus, which is read once. */
    private record Building(
            ShardBuilder builder, JobAttempt attempt, PairReader pairs, EncodingPipeline pipeline) {
        List<Shard> shards(String prefix, long allBytes) throws IOException {
            List<Shard> shards = new ArrayList<>();
            long bytes = 0;
            boolean more = pairs.next();
            while (more) {
                String stage = "encoding the corpus: %d %%".formatted(100 * bytes / allBytes);
                attempt.progress().running(bytes == 0 ? "encoding the corpus" : stage);
                ShardPass pass = new ShardPass(builder.limits, pairs, attempt);
                String key = "%s/%05d".formatted(prefix, shards.size());
                Optional<Shard> present = builder.store.shard(key);
                if (present.isPresent()) {
                    pass.skip();
                    shards.add(present.get());
                } else {
                    shards.add(
                            builder.store.publishShard(
                                    key, folder -> write(pass, pipeline, folder)));
                }
                bytes += pass.bytes();
                more = pass.more();
            }
            return shards;
        }

        private static void write(ShardPass pass, EncodingPipeline pipeline, Path folder)
                throws IOException {
            try (ShardWriter writer = new ShardWriter(folder, pipeline.vocabularySize())) {
                pipeline.run(pass, writer);
            }
        }
    }
}
