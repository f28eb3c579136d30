package io.conteur.cli;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Steps of a training on full windows of random tokens; all tokens are real, none is padding. */
final class TrainingBench {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int KIB_PER_MIB = 1024;

    private final Architecture architecture;
    private final TrainingOptions options;

    TrainingBench(Architecture architecture, TrainingOptions options) {
        this.architecture = architecture;
        this.options = options;
    }

    /**
     * What was measured.
     *
     * @param stepSeconds the median
     * @param modelFlopsPerSecond operations that the model's definition takes, not those done
     * @param matrixFlopsPerSecond of matrices of the same precision, measured in the same run
     * @param peakMiB of the whole process, where the system tells
     */
    record Speed(
            double tokensPerSecond,
            double stepSeconds,
            long stepTokens,
            double modelFlopsPerSecond,
            double matrixFlopsPerSecond,
            double shareOfMatrixSpeed,
            Precision precision,
            @Nullable Long peakMiB) {}

    /** Times so many steps, after two that do not count. */
    Speed run(int steps, double matrixFlopsPerSecond) {
        double[] seconds = new double[Math.max(1, steps)];
        try (Trainer trainer = Trainer.start(architecture, options, examples())) {
            trainer.step();
            trainer.step();
            for (int i = 0; i < seconds.length; i++) {
                long start = System.nanoTime();
                trainer.step();
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        double median = seconds[seconds.length / 2];
        long tokens = (long) options.batch() * architecture.context();
        double flops = architecture.trainingFlopsPerToken() * tokens / median;
        return new Speed(
                tokens / median,
                median,
                tokens,
                flops,
                matrixFlopsPerSecond,
                flops / matrixFlopsPerSecond,
                options.precision(),
                peakMiB());
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

    private static @Nullable Long peakMiB() {
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
