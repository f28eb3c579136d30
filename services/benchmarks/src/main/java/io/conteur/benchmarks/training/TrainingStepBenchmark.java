package io.conteur.benchmarks.training;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.StepResult;
import io.conteur.gpt.training.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** Times an optimiser step on full windows. Tokens per second: batch × context / this time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class TrainingStepBenchmark {
    private static final int EXAMPLES = 64;

    /** The size of the model, which also gives batch and context. */
    @Param({"TINY", "SMALL"})
    public ModelSize size = ModelSize.TINY;

    /** The precision. */
    @Param({"BF16", "FP32"})
    public Precision precision = Precision.BF16;

    @SuppressWarnings("NullAway.Init") // Set by start().
    private Trainer trainer;

    /** Starts a training on random tokens. */
    @Setup
    public void start() {
        Random random = new Random(1);
        int length = size.architecture().context() + 1;
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            int[] ids = random.ints(length, 0, size.architecture().vocabulary()).toArray();
            examples.add(new Example(ids, 1));
        }
        TrainingOptions options = TrainingOptions.defaults(1_000_000, size.batch(), precision);
        trainer = Trainer.start(size.architecture(), options, examples);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        trainer.close();
    }

    /** Milliseconds per step. */
    @Benchmark
    public StepResult step() {
        return trainer.step();
    }
}
