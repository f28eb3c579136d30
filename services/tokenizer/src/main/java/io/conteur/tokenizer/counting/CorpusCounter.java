package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.model.ReservedPieces;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import io.conteur.tokenizer.text.ReservedPieceMask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;

/**
 * Counts the words of a corpus on several threads: the caller reads blocks and hands each to an
 * idle counter. The sum does not depend on which counter got which block.
 */
public final class CorpusCounter {
    private final TokenizerParameters parameters;
    private final ReservedPieceMask mask;
    private final DoubleConsumer progress;
    private final Deque<Future<?>> running = new ArrayDeque<>();
    private UnaryOperator<CorpusBlockReader.Block> sampler = UnaryOperator.identity();

    /**
     * @param progress is told the fraction of the corpus that is read; throws to cancel
     */
    public CorpusCounter(
            TokenizerParameters parameters, ReservedPieces reserved, DoubleConsumer progress) {
        this.parameters = parameters;
        this.mask = new ReservedPieceMask(reserved.pieces());
        this.progress = progress;
    }

    /** Counts the words of texts. */
    public CountedCorpus count(List<Path> files, int threads) throws IOException {
        return run(LineCounter.Mode.TEXT, files, threads);
    }

    /**
     * Adds up counts, as of {@link #countRaw}: lines of a text, a tab and how often it occurs.
     *
     * @throws TokenizerTrainingException for another line
     */
    public CountedCorpus addUp(List<Path> counts, int threads) throws IOException {
        return run(LineCounter.Mode.COUNTS, counts, threads);
    }

    /** Counts the words of texts as they are, neither normalised nor masked. */
    public CountedCorpus countRaw(List<Path> files, int threads) throws IOException {
        return run(LineCounter.Mode.RAW_WORDS, files, threads);
    }

    private CountedCorpus run(LineCounter.Mode mode, List<Path> files, int threads)
            throws IOException {
        // The order of whole lines decides between equal pairs; only a single counter preserves it.
        int counters = parameters.split().byWhitespace() ? threads : 1;
        ExecutorService executor = Executors.newFixedThreadPool(counters);
        try {
            sampler = sampler(files);
            return counted(
                    mode,
                    countBlocks(new CorpusBlockReader(files), idle(mode, counters), executor));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the training was interrupted");
        } finally {
            executor.shutdownNow();
        }
    }

    private LineCounter countBlocks(
            CorpusBlockReader reader, BlockingQueue<LineCounter> idle, ExecutorService executor)
            throws IOException, InterruptedException {
        int counters = idle.size();
        progress.accept(0);
        reader.read(
                (read, fraction) -> {
                    CorpusBlockReader.Block block = sampler.apply(read);
                    LineCounter counter = idle.take();
                    awaitAllBut(counters);
                    running.add(executor.submit(() -> countBlock(counter, block, idle)));
                    progress.accept(fraction);
                });
        awaitAllBut(0);
        LineCounter total = idle.take();
        for (int i = 1; i < counters; i++) {
            total.addAll(idle.take());
        }
        return total;
    }

    /** What selects the lines of a block; sampling needs a first pass that counts all lines. */
    private UnaryOperator<CorpusBlockReader.Block> sampler(List<Path> files)
            throws IOException, InterruptedException {
        if (parameters.sample().sentences() == 0) {
            return UnaryOperator.identity();
        }
        LongAdder lines = new LongAdder();
        new CorpusBlockReader(files).read((block, fraction) -> lines.add(LineSample.lines(block)));
        LineSample sample = new LineSample(parameters.sample(), lines.sum());
        return sample::select;
    }

    private static void countBlock(
            LineCounter counter, CorpusBlockReader.Block block, BlockingQueue<LineCounter> idle) {
        try {
            counter.count(block);
        } finally {
            idle.add(counter);
        }
    }

    private void awaitAllBut(int newest) throws InterruptedException {
        while (running.size() > newest) {
            try {
                running.remove().get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException("counting words failed", failed.getCause());
            }
        }
    }

    private static CountedCorpus counted(LineCounter.Mode mode, LineCounter total) {
        if (total.words().size() == 0 && mode != LineCounter.Mode.RAW_WORDS) {
            throw new TokenizerTrainingException(
                    "the corpus is empty: "
                            + total.skippedLines()
                            + " lines were skipped, "
                            + total.lines()
                            + " hold nothing but spaces");
        }
        return new CountedCorpus(
                total.words(),
                new CountedCorpus.Size(
                        total.lines(), total.skippedLines(), total.skippedBytes(), total.bytes()));
    }

    private BlockingQueue<LineCounter> idle(LineCounter.Mode mode, int counters) {
        BlockingQueue<LineCounter> idle = new ArrayBlockingQueue<>(counters);
        for (int i = 0; i < counters; i++) {
            idle.add(new LineCounter(mode, parameters, mask));
        }
        return idle;
    }
}
