package io.conteur.cli.bench;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Json;
import io.conteur.cli.usage.NumberRange;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.DeviceComparison;
import io.conteur.gpt.path.DeviceComparison.Difference;
import io.conteur.gpt.path.DeviceExport;
import io.conteur.gpt.path.Gpu;
import io.conteur.gpt.path.PathKind;
import io.conteur.gpt.torch.TorchScriptModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks what this machine's device computes, and measures how fast. */
@Command(
        name = "device",
        description =
                "Compares what the GPU, or the CPU, computes with the reference on the CPU, and"
                        + " measures how fast it trains and writes.",
        footer = {"  ./conteur bench device", "  ./conteur bench device --export FOLDER"})
final class BenchDeviceCommand implements Callable<Integer> {
    private static final int MAX_STEPS = 1_000_000;

    @Option(
            names = "--steps",
            description =
                    "Training steps that are timed in each shape, from 1 to 1000000; default 10, on"
                            + " a CPU 2.")
    @NumberRange(min = 1, max = MAX_STEPS)
    private @Nullable Integer steps;

    @Option(
            names = "--path",
            description =
                    "How to train and write: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}, by"
                            + " device.",
            defaultValue = "AUTO")
    private PathKind path = PathKind.AUTO;

    @Option(names = "--recompute", description = "Compute layers again in the backward pass.")
    private boolean recompute;

    @Option(
            names = "--full",
            description = "The full shapes on a CPU too, where they take hours and 20 GB.")
    private boolean full;

    @Option(names = "--compare", description = "Compare alone; measure nothing.")
    private boolean compare;

    @Option(
            names = "--export",
            paramLabel = "FOLDER",
            description =
                    "Measure nothing, and write into a new folder a Python program that does the"
                            + " same with any PyTorch, and what it needs; default none.")
    private @Nullable Path export;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /**
     * The document.
     *
     * @param bounded whether shapes are smaller than they are named, as on a CPU
     * @param peakDeviceMiB memory of the GPU in use at the end; null on a CPU
     */
    record Report(
            String device,
            boolean bounded,
            List<Difference> differences,
            List<DeviceBenchmark.Training> training,
            List<DeviceBenchmark.Decoding> decoding,
            @Nullable Long peakMiB,
            @Nullable Long peakDeviceMiB) {}

    @Override
    public Integer call() throws IOException {
        if (export != null) {
            return export(export);
        }
        boolean onGpu = TorchScriptModule.onGpu();
        boolean bounded = !onGpu && !full;
        List<DeviceBenchmark.Training> training = new ArrayList<>();
        List<DeviceBenchmark.Decoding> decoding = new ArrayList<>();
        List<Difference> differences = DeviceComparison.run();
        if (!compare) {
            ComputeOptions compute = new ComputeOptions(path, recompute, 0);
            DeviceBenchmark benchmark =
                    new DeviceBenchmark(compute, bounded, steps == null ? onGpu ? 10 : 2 : steps);
            training.addAll(benchmark.training());
            decoding.addAll(benchmark.decoding(bounded ? 32 : 256));
        }
        Report report =
                new Report(
                        device(onGpu),
                        bounded,
                        differences,
                        training,
                        decoding,
                        TrainingBenchmark.peakMiB(),
                        Gpu.query().map(Gpu::usedMiB).orElse(null));
        System.out.print(json ? Json.line(report) + "\n" : text(report));
        return differences.stream().allMatch(Difference::isEqual) ? 0 : 1;
    }

    private static int export(Path folder) throws IOException {
        if (Files.exists(folder)) {
            throw new CommandFailedException(folder + " exists already");
        }
        Files.createDirectories(folder);
        DeviceExport.write(folder);
        System.out.printf("On the other machine: python %s%n", folder.resolve("check_device.py"));
        return 0;
    }

    private static String device(boolean onGpu) {
        return onGpu
                ? Gpu.query().map(Gpu::name).orElse("a GPU")
                : "a CPU with %d cores".formatted(Runtime.getRuntime().availableProcessors());
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder("This machine has ").append(report.device);
        text.append(report.bounded ? "; shapes are bounded, see --full.\n" : ".\n");
        report.differences.forEach(one -> text.append(line(one)));
        report.training.forEach(one -> text.append(line(one)));
        for (DeviceBenchmark.Decoding one : report.decoding) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%3d stories at once %,9.0f tokens/s%n",
                            one.stories(),
                            one.tokensPerSecond()));
        }
        if (report.peakMiB != null) {
            text.append(String.format(Locale.ROOT, "peak memory %,d MiB%n", report.peakMiB));
        }
        if (report.peakDeviceMiB != null) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "memory of the GPU in use %,d MiB%n",
                            report.peakDeviceMiB));
        }
        return text.toString();
    }

    private static String line(Difference one) {
        return String.format(
                Locale.ROOT,
                "%s: loss differs by %.1e, gradients by %.1e (of one weight at most %.1e, on the"
                        + " CPU's path %.1e): %s%n",
                one.precision(),
                one.loss(),
                one.gradients(),
                one.worstGradient(),
                one.cpuGradients(),
                one.isEqual() ? "equal" : "DIFFERENT");
    }

    private static String line(DeviceBenchmark.Training one) {
        return String.format(
                Locale.ROOT,
                "training %-10s %,9.0f tokens/s, %3.0f %% of the speed of matrix products (%s, %d"
                        + " tokens a step, path %s)%n",
                one.shape(),
                one.result().tokensPerSecond(),
                100 * one.result().shareOfMatrixSpeed(),
                one.result().precision(),
                one.result().stepTokens(),
                one.result().path());
    }
}
