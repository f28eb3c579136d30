package io.conteur.benchmarks;

import io.conteur.gpt.Example;
import io.conteur.gpt.Generation;
import io.conteur.gpt.Generator;
import io.conteur.gpt.Sampling;
import io.conteur.gpt.Size;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.TrainingOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** Writing 128 tokens after a prompt of 32, one story at a time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class StoryWriting {
    private static final int[] PROMPT = IntStream.range(100, 132).toArray();
    private static final Sampling SAMPLING = new Sampling(0.8, 0, 0.95, 1, 128, -1);

    /** The shape. */
    @Param({"TINY", "NOTEBOOK"})
    public Size size = Size.TINY;

    @SuppressWarnings("NullAway.Init") // by the set-up
    private Trainer trainer;

    @SuppressWarnings("NullAway.Init") // by the set-up
    private Generator generator;

    /** An untrained model takes as long as a trained one. */
    @Setup
    public void start() {
        trainer =
                Trainer.start(
                        size.architecture(),
                        TrainingOptions.defaults(1, 1),
                        List.of(new Example(PROMPT, 1)));
        generator = trainer.generator();
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        generator.close();
        trainer.close();
    }

    /** Milliseconds per story. */
    @Benchmark
    public Generation write() {
        return generator.generate(PROMPT, SAMPLING, id -> true);
    }
}
