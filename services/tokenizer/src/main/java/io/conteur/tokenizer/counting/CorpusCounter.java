package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.TrainingListener.Stage;
import io.conteur.tokenizer.model.ReservedPieces;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import io.conteur.tokenizer.text.SymbolMask;
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
import java.util.function.UnaryOperator;

/**
 * Counts the words of a corpus on several threads: one reads, and hands each block to a counter
 * that is idle. Which counter took which block changes nothing in the sum.
 */
public final class CorpusCounter {
    /** Hears the fraction that is done; throws to stop. */
    public interface Progress {
        void report(Stage stage, double fraction);
    }

    private final TokenizerParameters parameters;
    private final SymbolMask mask;
    private final Progress progress;
    private final Deque<Future<?>> running = new ArrayDeque<>();
    private UnaryOperator<CorpusBlockReader.Block> pick = UnaryOperator.identity();
    private long bytes;

    public CorpusCounter(
            TokenizerParameters parameters, ReservedPieces reserved, Progress progress) {
        this.parameters = parameters;
        this.mask = new SymbolMask(reserved.pieces());
        this.progress = progress;
    }

    public CountedCorpus count(List<Path> files, int threads) throws IOException {
        // Whole lines keep their order of appearance, which only one counter can know.
        int counters = parameters.split().byWhitespace() ? threads : 1;
        ExecutorService executor = Executors.newFixedThreadPool(counters);
        try {
            pick = pick(files);
            return count(new CorpusBlockReader(files), idle(counters), executor);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the training was interrupted");
        } finally {
            executor.shutdownNow();
        }
    }

    private CountedCorpus count(
            CorpusBlockReader reader, BlockingQueue<LineCounter> idle, ExecutorService executor)
            throws IOException, InterruptedException {
        int counters = idle.size();
        progress.report(Stage.READING, 0);
        reader.read(
                (read, fraction) -> {
                    CorpusBlockReader.Block block = pick.apply(read);
                    bytes += block.length();
                    LineCounter counter = idle.take();
                    awaitAllBut(counters);
                    running.add(executor.submit(() -> count(counter, block, idle)));
                    progress.report(Stage.READING, fraction);
                });
        awaitAllBut(0);
        LineCounter sum = idle.take();
        for (int i = 1; i < counters; i++) {
            sum.addAll(idle.take());
        }
        return counted(sum);
    }

    /** Which lines of a block count; a sample needs to know first how many lines there are. */
    private UnaryOperator<CorpusBlockReader.Block> pick(List<Path> files)
            throws IOException, InterruptedException {
        if (parameters.sample().sentences() == 0) {
            return UnaryOperator.identity();
        }
        LongAdder lines = new LongAdder();
        new CorpusBlockReader(files).read((block, fraction) -> lines.add(LineSample.lines(block)));
        LineSample sample = new LineSample(parameters.sample(), lines.sum());
        return sample::pick;
    }

    private static void count(
            LineCounter counter, CorpusBlockReader.Block block, BlockingQueue<LineCounter> idle) {
        try {
            counter.count(block);
        } finally {
            idle.add(counter);
        }
    }

    private void awaitAllBut(int youngest) throws InterruptedException {
        while (running.size() > youngest) {
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

    private CountedCorpus counted(LineCounter sum) {
        if (sum.words().size() == 0) {
            throw new TokenizerTrainingException(
                    "the corpus is empty: "
                            + sum.skippedLines()
                            + " lines were skipped, "
                            + sum.lines()
                            + " hold nothing but spaces");
        }
        return new CountedCorpus(
                sum.words(),
                new CountedCorpus.Size(sum.lines(), sum.skippedLines(), sum.skippedBytes(), bytes));
    }

    private BlockingQueue<LineCounter> idle(int counters) {
        BlockingQueue<LineCounter> idle = new ArrayBlockingQueue<>(counters);
        for (int i = 0; i < counters; i++) {
            idle.add(new LineCounter(parameters, mask));
        }
        return idle;
    }
}
