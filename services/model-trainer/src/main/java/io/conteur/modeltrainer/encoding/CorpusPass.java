package io.conteur.modeltrainer.encoding;

import io.conteur.modeltrainer.corpus.PairReader;
import io.conteur.modeltrainer.corpus.TextCorpus;
import io.conteur.modeltrainer.shards.ShardIndex.Shard;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.modeltrainer.shards.ShardWriter;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobControl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Reads a corpus, once or more often, and makes those shards that are missing. */
final class CorpusPass implements AutoCloseable {
    private final ShardStore store;
    private final ShardBuilder.Limits limits;
    private final String prefix;
    private final ExecutorService executor;
    private final EncodingPipeline pipeline;
    private final JobControl control;
    private final LongConsumer progress;
    private final SortedMap<Integer, Shard> shards = new TreeMap<>();
    private int count;

    /**
     * @param prefix of the shards' keys
     * @param progress gets the bytes of text that {@link #run} has read, before each shard
     */
    CorpusPass(
            ShardBuilder builder,
            String prefix,
            Tokenizer tokenizer,
            JobControl control,
            LongConsumer progress) {
        this.store = builder.store();
        this.limits = builder.limits();
        this.prefix = prefix;
        this.executor = Executors.newFixedThreadPool(builder.threads());
        this.pipeline =
                new EncodingPipeline(
                        new PairEncoder(tokenizer), executor, builder.threads(), control);
        this.control = control;
        this.progress = progress;
    }

    /** The shards that are known, in order. */
    List<Shard> shards() {
        return List.copyOf(shards.values());
    }

    /** Whether every shard of the corpus is known. */
    boolean complete() {
        return shards.size() == count;
    }

    /** What is done about a shard that is missing. */
    @FunctionalInterface
    private interface Missing {
        void handle(int number, ShardPass pass) throws IOException;
    }

    /** Makes the missing shards that can be claimed. */
    void run(List<TextCorpus.Part> parts, ShardClaims claims) throws IOException {
        read(
                parts,
                claims,
                progress,
                (number, pass) -> {
                    if (claims.claim(number)) {
                        make(number, pass, () -> false);
                    }
                });
    }

    /**
     * Makes the missing shards, each until the process that has claimed it is past it. Some may be
     * missing then, which the next call makes.
     */
    void finish(List<TextCorpus.Part> parts, ShardClaims claims) throws IOException {
        read(
                parts,
                claims,
                read -> {},
                (number, pass) -> {
                    boolean inWork = !claims.past(number);
                    make(number, pass, () -> inWork && claims.past(number));
                });
    }

    private void read(
            List<TextCorpus.Part> parts, ShardClaims claims, LongConsumer report, Missing missing)
            throws IOException {
        try (PairReader pairs = new PairReader(parts)) {
            long bytes = 0;
            boolean more = pairs.next();
            for (int number = 0; more && !claims.over(); number++) {
                report.accept(bytes);
                ShardPass pass = new ShardPass(limits, pairs, control);
                if (find(number).isEmpty()) {
                    missing.handle(number, pass);
                }
                pass.skip();
                bytes += pass.bytes();
                more = pass.more();
                count = number + 1;
            }
        }
    }

    private Optional<Shard> find(int number) throws IOException {
        Shard known = shards.get(number);
        Optional<Shard> found = known == null ? store.shard(key(number)) : Optional.of(known);
        found.ifPresent(shard -> shards.put(number, shard));
        return found;
    }

    private void make(int number, ShardPass pass, BooleanSupplier abandoned) throws IOException {
        try {
            shards.put(
                    number,
                    store.publishShard(key(number), folder -> write(pass, folder, abandoned)));
        } catch (AbandonedShardException e) {
            var unused = find(number);
        }
    }

    private void write(ShardPass pass, Path folder, BooleanSupplier abandoned) throws IOException {
        pass.begin();
        try (ShardWriter writer = new ShardWriter(folder, pipeline.vocabularySize())) {
            pipeline.run(pass, writer, abandoned);
        }
    }

    private String key(int number) {
        return String.format(Locale.ROOT, "%s/%05d", prefix, number);
    }

    /** Returns when no thread encodes any more: the tokenizer is native, and closed next. */
    @Override
    public void close() {
        executor.shutdownNow();
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                var unused = executor.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
