package io.conteur.modeltrainer.encoding;

import io.conteur.modeltrainer.corpus.PairReader;
import io.conteur.modeltrainer.shards.EncodedPair;
import io.conteur.modeltrainer.shards.ShardWriter;
import io.conteur.workersupport.JobControl;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/**
 * Encodes blocks of pairs on several threads, and writes them in order. A few blocks are in flight.
 */
record EncodingPipeline(
        PairEncoder encoder, ExecutorService executor, int threads, JobControl control) {
    int vocabularySize() {
        return encoder.vocabularySize();
    }

    /**
     * Encodes the rest of a shard.
     *
     * @param abandoned asked between blocks
     * @throws AbandonedShardException when it is abandoned
     */
    void run(ShardPass pass, ShardWriter writer, BooleanSupplier abandoned) throws IOException {
        Queue<CompletableFuture<List<EncodedPair>>> inFlight = new ArrayDeque<>();
        List<PairReader.Pair> block = pass.block();
        while (!block.isEmpty() || !inFlight.isEmpty()) {
            if (abandoned.getAsBoolean()) {
                throw new AbandonedShardException();
            }
            if (!block.isEmpty()) {
                List<PairReader.Pair> pairs = block;
                inFlight.add(CompletableFuture.supplyAsync(() -> encode(pairs), executor));
                block = pass.block();
            }
            if (block.isEmpty() || inFlight.size() > threads) {
                write(inFlight.remove(), writer);
            }
        }
    }

    private List<EncodedPair> encode(List<PairReader.Pair> pairs) {
        return pairs.stream().map(encoder::encode).toList();
    }

    private void write(CompletableFuture<List<EncodedPair>> encoding, ShardWriter writer)
            throws IOException {
        for (EncodedPair pair : control.await(encoding)) {
            writer.add(pair);
        }
    }
}
