package io.conteur.modeltrainer.encoding;

import io.conteur.modeltrainer.corpus.PairReader;
import io.conteur.modeltrainer.shards.EncodedPair;
import io.conteur.modeltrainer.shards.ShardWriter;
import io.conteur.workersupport.HandOverException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Encodes blocks of pairs on several threads, and writes them in order. A few blocks are in flight.
 */
record EncodingPipeline(PairEncoder encoder, ExecutorService executor, int threads) {
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
        Queue<Future<List<EncodedPair>>> inFlight = new ArrayDeque<>();
        List<PairReader.Pair> block = pass.block();
        while (!block.isEmpty() || !inFlight.isEmpty()) {
            if (abandoned.getAsBoolean()) {
                throw new AbandonedShardException();
            }
            if (!block.isEmpty()) {
                List<PairReader.Pair> pairs = block;
                inFlight.add(executor.submit(() -> encode(pairs)));
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

    private static void write(Future<List<EncodedPair>> encoding, ShardWriter writer)
            throws IOException {
        try {
            for (EncodedPair pair : encoding.get()) {
                writer.add(pair);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
    }
}
