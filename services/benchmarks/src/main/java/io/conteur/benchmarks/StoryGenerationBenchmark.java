package io.conteur.benchmarks;

import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** Generates 128 tokens after prompts of 32, several stories at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class StoryGenerationBenchmark {
    private static final int TOKENS = 128;
    private static final int[] PROMPT = IntStream.range(100, 132).toArray();

    /** The size of the model. */
    @Param({"TINY", "NOTEBOOK"})
    public ModelSize size = ModelSize.TINY;

    /** The batch size. */
    @Param({"1", "8", "32"})
    public int stories = 1;

    @SuppressWarnings("NullAway.Init") // Set by start().
    private StoryEngine engine;

    /** Loads an untrained model, which is as fast as a trained one. */
    @Setup
    public void start() throws IOException {
        Path folder = Files.createTempDirectory("story-writing");
        List<Example> examples = List.of(new Example(PROMPT, 1));
        try (Trainer trainer =
                Trainer.start(
                        size.architecture(),
                        TrainingOptions.defaults(1, 1, Precision.FP32),
                        examples)) {
            trainer.save(folder);
            int cacheTokens = stories * (PROMPT.length + TOKENS);
            engine = StoryEngine.load(folder, new EngineLimits(stories, cacheTokens));
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** Milliseconds for all stories. */
    @Benchmark
    public int write() {
        for (int i = 0; i < stories; i++) {
            engine.add(PROMPT, new SamplingParameters(0.8, 0, 1, i, TOKENS, -1));
        }
        return generateAll();
    }

    /** The same without a KV cache: recomputes the whole prefix for every token. */
    @Benchmark
    public int writeWithoutCache() {
        int tokens = 0;
        for (int i = 0; i < TOKENS; i++) {
            int[] prefix = Arrays.copyOf(PROMPT, PROMPT.length + i);
            for (int story = 0; story < stories; story++) {
                engine.add(prefix, new SamplingParameters(0.8, 0, 1, story, 1, -1));
            }
            tokens += generateAll();
        }
        return tokens;
    }

    private int generateAll() {
        int tokens = 0;
        while (engine.stories() > 0) {
            tokens += engine.step().size();
        }
        return tokens;
    }
}
