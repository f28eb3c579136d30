package io.conteur.benchmarks.training;

import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Trains a tokenizer. With one copy of the corpus merging dominates, with many copies counting. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TokenizerTrainingBenchmark {
    /** Copies of the bundled stories, of half a megabyte each. */
    @Param({"1", "32"})
    public int copies;

    /** A text file to use instead of the bundled stories, a sentence per line. */
    @Param("")
    public String text = "";

    /** The number of pieces. */
    @Param("1000")
    public int vocabularySize;

    private Path bundled = Path.of("");

    /** Writes the corpus to a file. */
    @Setup
    public void write() throws IOException {
        bundled = BundledCorpus.file(copies);
    }

    /** Deletes the file. */
    @TearDown
    public void delete() throws IOException {
        Files.deleteIfExists(bundled);
    }

    /** Milliseconds per training. */
    @Benchmark
    public TrainedTokenizer train() throws IOException {
        return new TokenizerTrainer(
                        TokenizerParameters.defaults(vocabularySize), (stage, fraction) -> true)
                .train(List.of(text.isEmpty() ? bundled : Path.of(text)));
    }
}
