package io.conteur.cli.bench;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.PathKind;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Times training steps on full windows of random tokens, without padding. */
final class TrainingBenchmark {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int KIB_PER_MIB = 1024;

    private final Architecture architecture;
    private final TrainingOptions options;

    private final ComputeOptions compute;

    TrainingBenchmark(Architecture architecture, TrainingOptions options, ComputeOptions compute) {
        this.architecture = architecture;
        this.options = options;
        this.compute = compute;
    }

    /**
     * The measurements.
     *
     * @param stepSeconds median time of a step
     * @param modelFlopsPerSecond the operations that the model requires in theory, not those
     *     executed
     * @param matrixFlopsPerSecond of matrix products in the same precision, measured in the same
     *     run
     * @param shareOfMatrixSpeed model FLOPs utilisation relative to matrixFlopsPerSecond, 0 to 1
     * @param peakMiB peak resident memory of the process up to the last step; null where the system
     *     does not tell it
     * @param path on which the steps were computed
     */
    record Result(
            double tokensPerSecond,
            double stepSeconds,
            long stepTokens,
            double modelFlopsPerSecond,
            double matrixFlopsPerSecond,
            double shareOfMatrixSpeed,
            Precision precision,
            @Nullable Long peakMiB,
            PathKind path) {}

    /**
     * Times {@code steps} steps after two warm-up steps.
     *
     * @param matrixSpeed measures {@link Result#matrixFlopsPerSecond}; called when the peak of
     *     memory has been read, so that the peak is that of training
     */
    Result run(int steps, DoubleSupplier matrixSpeed) {
        PathKind path;
        double[] seconds = new double[Math.max(1, steps)];
        try (Trainer trainer =
                Trainer.start(architecture, options, ExampleSource.of(examples()), compute)) {
            path = trainer.path();
            trainer.step();
            trainer.step();
            for (int i = 0; i < seconds.length; i++) {
                long start = System.nanoTime();
                trainer.step();
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        Long peakMiB = peakMiB();
        double matrixFlopsPerSecond = matrixSpeed.getAsDouble();
        Arrays.sort(seconds);
        double median = seconds[seconds.length / 2];
        long tokens = (long) options.batch() * architecture.context();
        double flops = architecture.trainingFlopsPerToken() * tokens / median;
        return new Result(
                tokens / median,
                median,
                tokens,
                flops,
                matrixFlopsPerSecond,
                flops / matrixFlopsPerSecond,
                options.precision(),
                peakMiB,
                path);
    }

    private List<Example> examples() {
        Random random = new Random(1);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < options.batch(); i++) {
            int[] ids =
                    random.ints(architecture.context() + 1, 0, architecture.vocabulary()).toArray();
            examples.add(new Example(ids, 1));
        }
        return examples;
    }

    static @Nullable Long peakMiB() {
        if (!Files.isReadable(STATUS)) {
            return null;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
